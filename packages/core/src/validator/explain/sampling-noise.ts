import { minerKey, type ScoreEntry } from '../../scoreboard/scoreboard.js'
import type { ScoreChange } from '../../store/score-changes.js'

/** Share of a validator's weights that the luck of its own tasks moves, estimated from the history of its scores. */
export interface SamplingNoise {
  /** Rounds and miners that it is estimated from. */
  readonly rounds: number
  readonly miners: number
  /** Mean number of tasks of a miner in a round. */
  readonly tasks: number
  /** Share of a round's mean that goes into a score: the alpha of a moving average. */
  readonly gain: number
  /** Standard deviation of a miner's score for its tasks alone, as a share of the score: the median of the miners. */
  readonly relative: number
  /** Expected loss of validator trust for that alone, in [0, 1]. */
  readonly loss: number
}

/** Rounds of a miner from which its noise can be estimated. */
const leastRounds = 4

/**
 * Estimates how far scores are off for the tasks that were drawn: from the spread of each miner's rounds, and the part of a round that goes into a
 * score. `weights` are the shares that the validator gives, by hotkey. Null with fewer than four rounds, or without a miner that has them.
 *
 * A weight that is off by a share e costs half of e of its own share, since what it gains others lose. The steepness of the weights
 * multiplies the error: it is the slope of log weight over log score.
 */
export function samplingNoise(
  changes: readonly ScoreChange[],
  scores: readonly ScoreEntry[],
  weights: ReadonlyMap<string, number>,
): SamplingNoise | null {
  const byMiner = new Map<string, ScoreChange[]>()
  for (const change of changes) {
    const key = minerKey(change)
    byMiner.set(key, [...(byMiner.get(key) ?? []), change])
  }
  const gain = gainOf(changes)
  const miners = scores.flatMap((entry) => {
    const own = byMiner.get(minerKey(entry)) ?? []
    const weight = weights.get(entry.hotkey) ?? 0
    if (own.length < leastRounds || entry.score <= 0 || weight <= 0) return []
    // Successive differences: a miner that gets better or worse is no noise.
    const steps = own.slice(1).map(({ mean }, at) => mean - own[at]!.mean)
    const variance = steps.reduce((sum, step) => sum + step ** 2, 0) / (2 * steps.length)
    const error = Math.sqrt((variance * gain) / (2 - gain))
    return [{ score: entry.score, weight, relative: error / entry.score }]
  })
  if (miners.length === 0) return null
  const steepness = slopeOf(miners.map(({ score, weight }) => [Math.log(score), Math.log(weight)]))
  const total = miners.reduce((sum, { weight }) => sum + weight, 0)
  const meanError = miners.reduce(
    (sum, { weight, relative }) => sum + weight * Math.min(1, steepness * relative),
    0,
  )
  const sorted = miners.map(({ relative }) => relative).sort((one, other) => one - other)
  return {
    rounds: new Set(changes.map(({ round }) => round)).size,
    ...{ miners: miners.length, gain, relative: sorted[sorted.length >> 1]! },
    tasks: changes.reduce((sum, { tasks }) => sum + (tasks ?? 1), 0) / changes.length,
    // Mean of the absolute value of a normal error.
    loss: (0.5 * Math.sqrt(2 / Math.PI) * meanError) / total,
  }
}

/** Slope of the change of scores over the distance of a round's mean from the score before it, in (0, 1]. */
function gainOf(changes: readonly ScoreChange[]): number {
  let [moved, apart] = [0, 0]
  for (const { before, after, mean } of changes) {
    if (before === null) continue
    moved += (after - before) * (mean - before)
    apart += (mean - before) ** 2
  }
  return apart === 0 ? 1 : Math.min(1, Math.max(0.001, moved / apart))
}

/** Slope of a line through points; 1 where they do not tell. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const [x, y] = [0, 1].map(
    (axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length,
  ) as [number, number]
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  if (points.length < 3 || spread < 1e-9) return 1
  return Math.max(0, points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread)
}
