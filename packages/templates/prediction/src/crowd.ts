/** Means of parts of the samples of each horizon, smallest first: see `shapeOf`. */
export type Shape = readonly (readonly number[])[]

/** A forecast that was revealed: what it expected, and its loss at each horizon. */
export interface Shown {
  readonly shape: Shape
  readonly losses: readonly number[]
}

/** Forecasts of a miner by their origins. */
export type Trace = ReadonlyMap<number, Shown>

/** Whom a miner has its forecasts in common with. */
export interface Crowd {
  /** Miners whose forecasts are its own, itself included. */
  readonly herd: number
  /** 1 for a miner alone; each herd whose forecasts are nearly its own adds up to 1. */
  readonly crowd: number
}

/** Distance, in deviations of the outcome, from which on two forecasts have nothing in common. */
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
  const overlaps = traces.map((one, at) => traces.slice(0, at).map((other) => overlapOf(one, other)))
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

/** CRPS of a normal distribution that is right, in its deviations: the square root of 1 / π. */
const lossOfDeviation = 0.5642

/**
 * Mean over common origins and horizons: 1 for equal shapes, 0 from the farthest distance on. What is far is measured by how wrong both
 * turned out to be, not by how wide their samples are: narrow samples would make small noise look like another model.
 */
function overlapOf(one: Trace, other: Trace): number {
  const common = [...one].flatMap(([origin, own]) => {
    const beside = other.get(origin)
    return beside === undefined ? [] : [{ own, beside }]
  })
  let [sum, count] = [0, 0]
  for (const horizon of common[0]?.own.shape.keys() ?? []) {
    const meanLoss = (of: 'own' | 'beside') =>
      common.reduce((total, pair) => total + pair[of].losses[horizon]!, 0) / common.length
    const deviation = harmonicMean(meanLoss('own'), meanLoss('beside')) / lossOfDeviation
    for (const { own, beside } of common) {
      const distance = meanDistance(own.shape[horizon]!, beside.shape[horizon]!)
      sum += distance === 0 ? 1 : Math.max(0, 1 - distance / (farthest * deviation))
      count += 1
    }
  }
  return count === 0 ? 0 : sum / count
}

/** At most twice the smaller one, so that a wild forecast comes near nobody. */
const harmonicMean = (one: number, other: number) => 2 / (1 / one + 1 / other)

const meanDistance = (one: readonly number[], other: readonly number[]) =>
  one.reduce((total, value, at) => total + Math.abs(value - other[at]!), 0) / one.length
