import { medianOf } from './feed/resolve.js'

/** Weight of the past in the running variance of a step. */
const memory = 0.94

/** A normal distribution. */
export interface Normal {
  readonly mean: number
  readonly deviation: number
}

/**
 * Losses of simple forecasts at an origin, for each horizon: the CRPS of a random walk with the running volatility of the history, and
 * of the value of a season before. What counts is the smaller one: a miner is paid for beating all of them.
 */
export function baselineLosses(
  history: readonly number[],
  seasons: readonly number[],
  outcomes: readonly { readonly horizon: number; readonly value: number }[],
): number[] {
  const forecasts = baselinesAt(
    history,
    seasons,
    outcomes.map(({ horizon }) => horizon),
  )
  return outcomes.map(({ value }, at) =>
    Math.min(...forecasts[at]!.map((normal) => normalCrps(normal, value))),
  )
}

/** Simple forecasts at an origin, for each horizon: the random walk first, then one for each season that the history holds twice. */
export function baselinesAt(
  history: readonly number[],
  seasons: readonly number[],
  horizons: readonly number[],
): Normal[][] {
  const walk = deviationOf(history, 1)
  const last = history.at(-1)!
  const held = seasons.filter((season) => 2 * season <= history.length)
  const changes = held.map((season) => deviationOf(history, season))
  return horizons.map((horizon) => [
    { mean: last, deviation: walk * Math.sqrt(horizon) },
    ...held.map((season, at) => {
      const back = season * Math.ceil(horizon / season) - horizon
      return { mean: history[history.length - 1 - back]!, deviation: changes[at]! }
    }),
  ])
}

/** Running deviation of the change over this many steps; never 0. */
function deviationOf(history: readonly number[], steps: number): number {
  const changes = history.slice(steps).map((value, at) => value - history[at]!)
  let variance = changes.reduce((sum, change) => sum + change * change, 0) / changes.length
  for (const change of changes) variance = memory * variance + (1 - memory) * change * change
  const least = 1e-9 * Math.max(1, Math.abs(medianOf(history)))
  return Math.max(least, Math.sqrt(variance))
}

/** CRPS of a normal distribution, in closed form. */
export function normalCrps({ mean, deviation }: Normal, value: number): number {
  const z = (value - mean) / deviation
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
  return deviation * (z * (2 * cumulative(z) - 1) + 2 * density - 1 / Math.sqrt(Math.PI))
}

/** Standard normal distribution function, within 1e-7 (Abramowitz and Stegun 26.2.17). */
function cumulative(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z))
  const tail =
    (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return z > 0 ? 1 - tail : tail
}
