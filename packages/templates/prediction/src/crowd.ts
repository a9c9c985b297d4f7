import { quantile } from './quantile.js'

/** Some quantiles of each horizon, smallest first. */
export type Shape = readonly (readonly number[])[]

/** Forecasts of a miner by their origins. */
export type Trace = ReadonlyMap<number, Shape>

/** Whom a miner has its forecasts in common with. */
export interface Crowd {
  /** Miners whose forecasts are its own, itself included. */
  readonly herd: number
  /** 1 for a miner alone; each herd whose forecasts are nearly its own adds up to 1. */
  readonly crowd: number
}

/** Distance, in usual spreads, from which on two forecasts have nothing in common. */
const farthest = 1.5
/** Overlap up to which two miners are as different as two models are, and from which on they are one model. */
const apart = 0.3
const together = 0.7
/** Overlap from which on two miners are a herd: the same model with other random numbers does not come so near. */
const same = 0.98

/**
 * Compares all forecasts that two miners have both revealed lately, so that noise has to be as wide as the differences of models, round after
 * round, to get by. A herd counts as one miner to the others.
 */
export function crowdsOf(traces: readonly Trace[]): readonly Crowd[] {
  const spreads = spreadsOf(traces)
  const overlaps = traces.map((one, at) => traces.slice(0, at).map((other) => overlapOf(one, other, spreads)))
  const between = (at: number, other: number) => (at > other ? overlaps[at]![other]! : overlaps[other]![at]!)
  const herds = herdsOf(traces.length, between)
  const herd = traces.map((_, at) => herds.filter((one) => one === herds[at]).length)
  return traces.map((_, at) => {
    let crowd = 1
    for (const other of traces.keys()) {
      if (herds[other] === herds[at]) continue
      const shared = (between(at, other) - apart) / (together - apart)
      crowd += Math.min(1, Math.max(0, shared)) / herd[other]!
    }
    return { herd: herd[at]!, crowd }
  })
}

/** Number of each miner's herd: miners with the same forecasts, directly or by others in between. */
function herdsOf(count: number, between: (at: number, other: number) => number): readonly number[] {
  const herds = Array.from({ length: count }, (_, at) => at)
  for (let at = 0; at < count; at++) {
    for (let other = 0; other < at; other++) {
      if (herds[at] === herds[other] || between(at, other) < same) continue
      const joined = herds[other]!
      for (const [one, herd] of herds.entries()) if (herd === joined) herds[one] = herds[at]!
    }
  }
  return herds
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
