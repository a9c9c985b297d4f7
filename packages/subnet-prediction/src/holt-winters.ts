import { type Forecaster, type Past, type StepModel, samplePaths } from './forecaster.js'

/** Smoothing of level, trend and seasons. */
interface Smoothing {
  readonly seasons: readonly number[]
  readonly level: number
  readonly trend: number
  readonly seasonal: number
}

interface State {
  readonly level: number
  readonly trend: number
  /** Addition of each place of each season. */
  readonly seasonal: readonly (readonly number[])[]
}

/** Share of the trend that is left after a step: trends do not last. */
const damping = 0.9
const levels = [0.1, 0.3, 0.6, 0.9, 1]
const trends = [0, 0.1]
const seasonals = [0.05, 0.2, 0.4]

/** Additive Holt-Winters with damped trend; the smoothing and the season that have fitted the history best. */
export const holtWinters: Forecaster = (past, options) => samplePaths(fitHoltWinters(past), past, options)

/** Fits by a grid over smoothing and over the seasons: none, each by itself, and all of them. */
export function fitHoltWinters({ history, seasons }: Pick<Past, 'history' | 'seasons'>): StepModel {
  const known = seasons.filter((length) => 3 * length <= history.length)
  const choices = [[], ...known.map((length) => [length]), ...(known.length > 1 ? [known] : [])]
  let best: (ReturnType<typeof smooth> & { readonly loss: number }) | undefined
  for (const chosen of choices) {
    const start = startOf(history, chosen)
    for (const level of levels) {
      for (const trend of trends) {
        for (const seasonal of chosen.length === 0 ? [0] : seasonals) {
          const fit = smooth(history, { seasons: chosen, level, trend, seasonal }, start)
          // Of the second half, since the beginning depends on the first guess.
          const late = fit.errors.slice(history.length >> 1)
          const loss = late.reduce((sum, error) => sum + error * error, 0)
          if (best === undefined || loss < best.loss) best = { ...fit, loss }
        }
      }
    }
  }
  const { smoothing, state, errors } = best!
  return {
    errors: errors.slice(errors.length >> 1),
    startPath() {
      let current = state
      let at = history.length
      return (error) => {
        const value = expected(current, smoothing, at) + error
        current = update(current, smoothing, at, value)
        at += 1
        return value
      }
    },
  }
}

/** The first guess: the mean, and what each place of a season is above it in the first half, one season after the other. */
function startOf(history: readonly number[], seasons: readonly number[]): State {
  const half = history.slice(0, Math.max(2, history.length >> 1))
  const level = half.reduce((sum, value) => sum + value, 0) / half.length
  let rest = half.map((value) => value - level)
  const seasonal = seasons.map((length) => {
    const means = Array.from({ length }, (_, place) => {
      const own = rest.filter((_, at) => at % length === place)
      return own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length)
    })
    rest = rest.map((value, at) => value - means[at % length]!)
    return means
  })
  return { level, trend: 0, seasonal }
}

function smooth(history: readonly number[], smoothing: Smoothing, start: State) {
  let state = start
  const errors = history.map((value, at) => {
    const error = value - expected(state, smoothing, at)
    state = update(state, smoothing, at, value)
    return error
  })
  return { smoothing, state, errors }
}

const expected = ({ level, trend, seasonal }: State, { seasons }: Smoothing, at: number) =>
  seasons.reduce((sum, length, one) => sum + seasonal[one]![at % length]!, level + damping * trend)

function update(state: State, smoothing: Smoothing, at: number, value: number): State {
  const trend = damping * state.trend
  const error = value - expected(state, smoothing, at)
  const level = state.level + trend + smoothing.level * error
  // What the level has not taken; the seasons share it.
  const share = (smoothing.seasonal * (1 - smoothing.level) * error) / Math.max(1, smoothing.seasons.length)
  const seasonal = smoothing.seasons.map((length, one) =>
    state.seasonal[one]!.with(at % length, state.seasonal[one]![at % length]! + share),
  )
  return { level, trend: trend + smoothing.trend * smoothing.level * error, seasonal }
}
