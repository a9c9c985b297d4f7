import { quantile } from './quantile.js'

/** Some quantiles of each horizon, smallest first. */
export type Shape = readonly (readonly number[])[]

/** Forecasts of a miner by their origins. */
export type Trace = ReadonlyMap<number, Shape>

/** Distance, in usual spreads, from which on two forecasts have nothing in common. */
const farthest = 1.5
/** Overlap up to which two miners are as different as two models are, and from which on they are one. */
const apart = 0.3
const together = 0.7

/**
 * Returns how many miners each one is worth: 1 alone, up to n among n that forecast nearly the same. Compared are all forecasts that two
 * miners have both revealed lately, so that noise has to be as wide as the differences of models, round after round, to get by.
 */
export function crowdsOf(traces: readonly Trace[]): readonly number[] {
  const spreads = spreadsOf(traces)
  const crowds = traces.map(() => 1)
  for (const [at, one] of traces.entries()) {
    for (let other = 0; other < at; other++) {
      const overlap = overlapOf(one, traces[other]!, spreads)
      const shared = Math.min(1, Math.max(0, (overlap - apart) / (together - apart)))
      crowds[at]! += shared
      crowds[other]! += shared
    }
  }
  return crowds
}

/** Usual distance from the lowest to the highest quantile of each origin and horizon. */
function spreadsOf(traces: readonly Trace[]): ReadonlyMap<number, readonly number[]> {
  const shapes = new Map<number, Shape[]>()
  for (const trace of traces) {
    for (const [origin, shape] of trace) shapes.set(origin, [...(shapes.get(origin) ?? []), shape])
  }
  return new Map(
    [...shapes].map(([origin, all]) => [
      origin,
      all[0]!.map((_, horizon) =>
        quantile(
          all.map((shape) => shape[horizon]!.at(-1)! - shape[horizon]![0]!),
          0.5,
        ),
      ),
    ]),
  )
}

/** Mean over common origins and horizons: 1 for equal quantiles, 0 from the farthest distance on. */
function overlapOf(one: Trace, other: Trace, spreads: ReadonlyMap<number, readonly number[]>): number {
  let [sum, count] = [0, 0]
  for (const [origin, shape] of one) {
    const beside = other.get(origin)
    if (beside === undefined) continue
    for (const [horizon, own] of shape.entries()) {
      const distance =
        own.reduce((total, value, at) => total + Math.abs(value - beside[horizon]![at]!), 0) / own.length
      // 10 % to 90 % of a normal distribution are 2.56 deviations.
      const scale = spreads.get(origin)![horizon]! / 2.56
      sum += distance === 0 ? 1 : Math.max(0, 1 - distance / (farthest * scale))
      count += 1
    }
  }
  return count === 0 ? 0 : sum / count
}
