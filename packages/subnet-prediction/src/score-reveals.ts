import type { Crowd, Shape } from './crowd.js'
import { quantile } from './quantile.js'

/** A forecast that was revealed as it was committed. */
export interface Reveal {
  /** Fair CRPS of each horizon. */
  readonly losses: readonly number[]
  /** Means of parts of the samples of each horizon, by which forecasts are compared. */
  readonly shape: Shape
}

/** Standing of a forecast in its round. */
export interface ScoredReveal {
  /** In [0, 1]: 0.5 is as good as the baseline, 1 a forecast without any loss, 0 one that loses twice as much, or was not revealed. */
  readonly score: number
  /** Mean over the horizons of 1 - loss / baseline, with capped losses. */
  readonly skill: number
}

/** Share of the round's losses up to which a loss counts in full. */
const capQuantile = 0.9
/** Multiple of the baseline up to which a loss always counts in full: otherwise bold guesses would risk too little. */
const leastCap = 2
const alone: Crowd = { herd: 1, crowd: 1 }

/**
 * Scores the forecasts of a round side by side; null is one that was committed and not revealed, and loses as much as the cap. Skill is divided
 * by the miner's herd, and by the square root of its crowd: weights go with the cube of what is paid, so that n hotkeys with one model earn
 * less together than one of them alone. Independent of the order of the miners.
 */
export function scoreReveals(
  reveals: readonly (Reveal | null)[],
  baselines: readonly number[],
  crowds: readonly Crowd[] = reveals.map(() => alone),
): readonly ScoredReveal[] {
  const caps = baselines.map((baseline, at) => {
    const losses = reveals.flatMap((one) => one?.losses[at] ?? []).filter(Number.isFinite)
    return Math.max(leastCap * baseline, quantile(losses, capQuantile))
  })
  return reveals.map((one, at) => {
    const skills = baselines.map(
      (baseline, horizon) =>
        1 - Math.min(one?.losses[horizon] ?? Number.POSITIVE_INFINITY, caps[horizon]!) / baseline,
    )
    const skill = skills.reduce((sum, value) => sum + value, 0) / skills.length
    const bounded = Math.min(1, Math.max(-1, skill))
    const { herd, crowd } = crowds[at]!
    const paid = bounded > 0 ? bounded / (herd * Math.sqrt(crowd)) : bounded
    return { score: (1 + paid) / 2, skill }
  })
}
