import type { MinerRound } from './policy.js'

/** Tasks of a miner and the sum of their scores; older ones weigh less if they fade. */
export interface Evidence {
  readonly tasks: number
  readonly sum: number
}

/** Rounds in which the weight of older tasks halves; infinite for evidence that never fades. */
export type HalfLife = number

export const noEvidence: Evidence = { tasks: 0, sum: 0 }

/** Adds the tasks of a round. */
export function addRound(
  { tasks, sum }: Evidence,
  { mean, tasks: more }: Pick<MinerRound, 'mean' | 'tasks'>,
  halfLife: HalfLife,
): Evidence {
  const kept = 0.5 ** (1 / halfLife)
  return { tasks: kept * tasks + more, sum: kept * sum + more * mean }
}

/** Mean score of the tasks, in [0, 1]; 0 without any. */
export function meanOf({ tasks, sum }: Evidence): number {
  // Only rounding takes a mean of numbers in [0, 1] beyond.
  return tasks > 0 ? Math.min(1, sum / tasks) : 0
}
