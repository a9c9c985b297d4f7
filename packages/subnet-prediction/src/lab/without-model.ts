import { defineAgent } from 'subnetkit/lab'
import { baselinesAt } from '../baselines.js'
import type { Forecast, ForecastInput } from '../protocol.js'
import { quantile } from '../quantile.js'
import { type Call, type Cheat, cheap, type Prediction } from './cheat.js'
import { keepAndReveal } from './keep.js'
import { samples } from './model.js'

/** Commits to anything, and reveals what has come true. */
export const rewriter: Cheat = defineAgent<Prediction>({
  ...{ name: 'rewriter', about: 'commits to anything, and reveals what has come true since' },
  answer({ question: { input }, memory, random, peek }) {
    const forecast = spread(input, ({ mean }) => mean)
    const output = keepAndReveal(memory, input, { forecast, random })
    const { due } = peek()
    if (due === null || output.revealed === null) return { output, work: cheap }
    const truth = due.outcomes.map(({ value }) => Array<number>(samples).fill(value))
    return { output: { ...output, revealed: { ...output.revealed, forecast: truth } }, work: cheap }
  },
})

/** Commits to the median of the forecasts that others have revealed in this round. */
export const medianCopier: Cheat = defineAgent<Prediction>({
  ...{ name: 'median-copier', about: 'commits to the median of what others have revealed last' },
  answer({ question: { input }, overheard, memory, random }) {
    const seen = revealedTo(input, overheard.any)
    if (seen.length === 0) return null
    const forecast = input.horizons.map((_, at) => evenly(seen.map((one) => quantile(one[at]!, 0.5))))
    return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
  },
})

/** Moves what others have revealed to the value of today. */
export const follower: Cheat = defineAgent<Prediction>({
  ...{ name: 'follower', about: 'moves the forecasts that others have revealed last to the value of today' },
  answer({ question: { input }, overheard, memory, random }) {
    const seen = revealedTo(input, overheard.any)
    if (seen.length === 0) return null
    const by =
      input.history.at(-1)! -
      quantile(
        seen.flatMap((one) => one[0]!),
        0.5,
      )
    const forecast = input.horizons.map((_, at) =>
      evenly(seen.flatMap((one) => one[at]!)).map((one) => one + by),
    )
    return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
  },
})

/** Two hotkeys without a model: one expects a rise, the other a fall. */
export const hedger: Cheat = defineAgent<Prediction>({
  ...{ name: 'hedger', about: 'lets one hotkey expect a rise and another a fall', hotkeys: 2 },
  answer({ question: { input }, hotkey, memory, random }) {
    const side = hotkey.includes('.1') ? 1 : -1
    const forecast = spread(input, ({ mean, usual }, z) => mean + usual * (side + z))
    return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
  },
})

/** A forecast without a model. */
export const simple = (
  name: string,
  about: string,
  place: (input: ForecastInput, usual: number) => readonly [mean: number, deviation: number],
): Cheat =>
  defineAgent<Prediction>({
    ...{ name, about },
    answer({ question: { input }, memory, random }) {
      const forecast = spread(input, ({ usual }, z) => {
        const [mean, deviation] = place(input, usual)
        return mean + deviation * z
      })
      return { output: keepAndReveal(memory, input, { forecast, random }), work: cheap }
    },
  })

/** Evenly spaced values from about -2 to 2, with a deviation of 1. */
const grid = Array.from({ length: samples }, (_, at) => (at - (samples - 1) / 2) * (3.46 / samples))

function spread(
  { history, seasons, horizons }: ForecastInput,
  value: (walk: { readonly mean: number; readonly usual: number }, z: number) => number,
): Forecast {
  return baselinesAt(history, seasons, horizons).map(([walk]) =>
    grid.map((z) => value({ mean: walk!.mean, usual: walk!.deviation }, z)),
  )
}

/** Forecasts that were revealed for the series of a question: those nearer to its values, since answers do not name it. */
function revealedTo(
  { history, horizons }: ForecastInput,
  answers: Call['overheard']['any'],
): readonly Forecast[] {
  const last = history.at(-1)!
  const all = answers.flatMap((answer) =>
    'revealed' in answer && answer.revealed ? [answer.revealed.forecast] : [],
  )
  const whole = all.filter((one) => one.length === horizons.length)
  const far = (one: Forecast) => Math.abs(quantile(one[0]!, 0.5) - last)
  return whole.toSorted((one, other) => far(one) - far(other)).slice(0, Math.ceil(whole.length / 2))
}

/** As many values as a forecast has samples, evenly from all. */
const evenly = (values: readonly number[]): number[] =>
  Array.from({ length: samples }, (_, at) => quantile(values, (at + 0.5) / samples))
