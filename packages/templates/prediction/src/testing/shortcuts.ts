import type { Forecaster, Past } from '../forecaster.js'
import { createForecastMiner, type ForecastCall } from '../miner.js'
import type { Forecast } from '../protocol.js'
import { quantile } from '../quantile.js'
import type { PlayedMiner } from './play.js'

const memory = 0.94

/** Running deviation of a step, as the baseline has it. */
function stepDeviation(history: readonly number[]): number {
  const changes = history.slice(1).map((value, at) => value - history[at]!)
  let variance = changes.reduce((sum, change) => sum + change * change, 0) / changes.length
  for (const change of changes) variance = memory * variance + (1 - memory) * change * change
  return Math.sqrt(variance)
}

/** 4,000 values of a nearly normal distribution: sums of twelve numbers that are spread evenly, none of them random. */
const normals = Array.from({ length: 4_000 }, (_, at) =>
  Array.from({ length: 12 }, (_, one) => ((at + 1) * Math.sqrt(2 + 3 * one)) % 1).reduce((a, b) => a + b, -6),
)

/** Quantiles with equal probabilities between them. */
function gridOf(values: readonly number[], count: number): number[] {
  const sorted = values.toSorted((one, other) => one - other)
  return Array.from({ length: count }, (_, at) => sorted[Math.floor(((at + 0.5) / count) * sorted.length)]!)
}

/** The baseline itself: a random walk with the running volatility. */
export const walk: Forecaster = ({ history, horizons }, { samples }) => {
  const [last, deviation] = [history.at(-1)!, stepDeviation(history)]
  const grid = gridOf(normals, samples)
  return horizons.map((horizon) => grid.map((z) => last + z * deviation * Math.sqrt(horizon)))
}

/** Samples of another forecaster, as many times as wide. */
export const widened =
  (forecaster: Forecaster, width: number): Forecaster =>
  (past, options) =>
    forecaster(past, options).map((samples) => {
      const middle = quantile(samples, 0.5)
      return samples.map((value) => middle + (value - middle) * width)
    })

/** Evenly spaced quantiles of many samples in place of the fewest samples that the protocol takes. */
export const gridded =
  (forecaster: Forecaster): Forecaster =>
  (past, options) =>
    forecaster(past, { ...options, samples: 4 * options.samples }).map((samples) =>
      gridOf(samples, options.samples),
    )

/** The nearest horizon by a forecaster, the others as the baseline has them. */
export const nearOnly =
  (forecaster: Forecaster): Forecaster =>
  (past, options) => {
    const { horizons, ...rest } = past
    const near = forecaster({ ...rest, horizons: horizons.slice(0, 1) }, options)
    return [...near, ...walk({ ...rest, horizons: horizons.slice(1) }, options)]
  }

/** An honest miner, and one that moves its newest revealed forecast to the value of today. */
export function following(forecaster: Forecaster): {
  readonly honest: PlayedMiner
  readonly copy: PlayedMiner
} {
  const shown = new Map<string, { readonly forecast: Forecast; readonly last: number }>()
  const lasts = new Map<string, number>()
  const { forecast } = createForecastMiner({ forecaster, samples: 32 })
  const anchored: Forecaster = (past, options) => {
    const seen = shown.get((past as Past & ForecastCall['input']).series)
    if (seen === undefined) return walk(past, options)
    const by = past.history.at(-1)! - seen.last
    return seen.forecast.map((samples) => samples.map((value) => value + by))
  }
  return {
    async honest(call) {
      const { series, origin, reveal, history } = call.input
      lasts.set(`${series} ${origin}`, history.at(-1)!)
      const answer = await forecast(call)
      const last = lasts.get(`${series} ${reveal}`)
      if (answer.revealed && last !== undefined)
        shown.set(series, { forecast: answer.revealed.forecast, last })
      return answer
    },
    copy: createForecastMiner({ forecaster: anchored, samples: 32 }).forecast,
  }
}
