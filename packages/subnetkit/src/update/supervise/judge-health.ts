import type { WindowAnswer } from '../window/answer.js'

/** Proof that a new release owes. */
export interface HealthGoal {
  /** Newest block that the release before has seen; null if it has seen none. */
  readonly head: number | null
  /** Checks that failed before: it need not do better. */
  readonly failing: readonly string[]
}

/**
 * Returns what a new release still lacks: it must be ready, have seen a block that the one before had not (unless it is a worker), and have finished
 * a job. Null if it lacks nothing.
 */
export function lacking(answer: WindowAnswer | null, { head, failing }: HealthGoal): string | null {
  if (answer === null) return 'it does not answer'
  const fails = answer.failing.filter((name) => !failing.includes(name))
  if (fails.length > 0) return `it is not ready: ${fails.join(', ')}`
  // Workers know the chain from their coordinator only.
  if (answer.role !== 'worker' && (answer.head === null || answer.head <= (head ?? -1)))
    return 'it has seen no new block'
  if (answer.jobs === 0) return 'it has finished no job'
  return null
}
