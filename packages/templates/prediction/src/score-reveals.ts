/** A forecast that was revealed as it was committed. */
export interface Reveal {
  /** Fair CRPS of each horizon. */
  readonly losses: readonly number[]
  /** Some quantiles of each horizon, by which forecasts are compared. */
  readonly shape: readonly (readonly number[])[]
}

/** Standing of a forecast in its round. */
export interface ScoredReveal {
  /** In [0, 1]: 0.5 is as good as the baseline, 1 a forecast without any loss, 0 one that loses twice as much, or was not revealed. */
  readonly score: number
  /** Mean over the horizons of 1 - loss / baseline, with capped losses. */
  readonly skill: number
  /** Miners with the same forecast, itself included: they share one slot. */
  readonly herd: number
  /** Other miners with nearly the same forecast. They lose nothing; owners may look at them. */
  readonly near: number
}

/** Share of the round's losses up to which a loss counts in full. */
const capQuantile = 0.9
/** Multiple of the baseline up to which a loss always counts in full: otherwise bold guesses would risk too little. */
const leastCap = 2
/** Distance of quantiles in baseline losses, up to which forecasts are the same, and nearly the same. */
const sameWithin = 0.02
const nearWithin = 0.1

/**
 * Scores the forecasts of a round side by side; null is one that was committed and not revealed, and loses as much as the cap.
 * Independent of the order of the miners.
 */
export function scoreReveals(
  reveals: readonly (Reveal | null)[],
  baselines: readonly number[],
): readonly ScoredReveal[] {
  const caps = baselines.map((baseline, at) => {
    const losses = reveals.flatMap((one) => one?.losses[at] ?? []).filter(Number.isFinite)
    return Math.max(leastCap * baseline, quantile(losses, capQuantile))
  })
  const herds = herdsOf(reveals, baselines)
  return reveals.map((one, at) => {
    const skills = baselines.map(
      (baseline, horizon) =>
        1 - Math.min(one?.losses[horizon] ?? Number.POSITIVE_INFINITY, caps[horizon]!) / baseline,
    )
    const skill = skills.reduce((sum, value) => sum + value, 0) / skills.length
    const { herd, near } = herds[at]!
    const bounded = Math.min(1, Math.max(-1, skill))
    const paid = bounded > 0 ? bounded / herd : bounded
    return { score: (1 + paid) / 2, skill, herd, near }
  })
}

/** Members of each miner's herd: forecasts that are the same, directly or by others in between. */
function herdsOf(reveals: readonly (Reveal | null)[], baselines: readonly number[]) {
  const herdOf = reveals.map((_, at) => at)
  const rootOf = (at: number): number => (herdOf[at] === at ? at : rootOf(herdOf[at]!))
  const near = reveals.map(() => 0)
  for (const [at, one] of reveals.entries()) {
    for (let other = 0; other < at; other++) {
      const distance = distanceOf(one, reveals[other]!, baselines)
      if (distance <= sameWithin) herdOf[rootOf(at)] = rootOf(other)
      else if (distance <= nearWithin) {
        near[at]! += 1
        near[other]! += 1
      }
    }
  }
  const sizes = new Map<number, number>()
  for (const at of herdOf.keys()) sizes.set(rootOf(at), (sizes.get(rootOf(at)) ?? 0) + 1)
  return reveals.map((_, at) => ({ herd: sizes.get(rootOf(at))!, near: near[at]! }))
}

/** Largest distance of two quantiles, in baseline losses. */
function distanceOf(one: Reveal | null, other: Reveal | null, baselines: readonly number[]): number {
  if (one === null || other === null) return Number.POSITIVE_INFINITY
  let largest = 0
  for (const [horizon, baseline] of baselines.entries()) {
    for (const [at, value] of one.shape[horizon]!.entries()) {
      largest = Math.max(largest, Math.abs(value - other.shape[horizon]![at]!) / baseline)
    }
  }
  return largest
}

/** Quantile of some values, between those beside it; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0
  const sorted = values.toSorted((one, other) => one - other)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  const above = sorted[Math.ceil(place)]!
  return below + (place - Math.floor(place)) * (above - below)
}
