import { createHash } from 'node:crypto'
import { observeRound, type Round, type TaskSource } from '@subnetkit/core'

/** A round outside of any chain, whose secret is made of the seed. */
export const roundOf = (seed: number, mechanism: number, number: number): Round => ({
  netuid: 0,
  mechanism,
  number,
  secret: createHash('sha256').update(`subnetkit offline ${seed}`).digest(),
})

/** Rounds outside of any chain. */
export interface OfflineRounds {
  readonly seed: number
  readonly mechanism: number
  /** Miners of every round, by uid from 0. */
  readonly hotkeys: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Returns how to make one round after the other, each observed by the task source as a validator does; the hash of its block is
 * made of the seed. Throws OBSERVE_FAILED.
 */
export function createOfflineRounds(
  tasks: Pick<TaskSource, 'observe' | 'observeDeadlineMs'>,
  { seed, mechanism, hotkeys, signal }: OfflineRounds,
): (number: number) => Promise<Round> {
  const miners = hotkeys.map((hotkey, uid) => ({ hotkey, uid }))
  let previous: { readonly round: number; readonly observed: unknown } | null = null
  return async (number) => {
    const round = roundOf(seed, mechanism, number)
    if (tasks.observe === undefined) return round
    const blockHash = `0x${createHash('sha256').update(`subnetkit offline ${seed} block ${number}`).digest('hex')}`
    const observed = await observeRound(tasks, { round: number, blockHash, miners, previous, signal })
    previous = { round: number, observed }
    return { ...round, observed }
  }
}
