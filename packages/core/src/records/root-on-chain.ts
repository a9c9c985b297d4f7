import { sameBytes } from '../commitment/entries.js'
import type { ReceiptsRoot } from '../commitment/notice.js'
import { type RoundStatement, roundTree } from './round-root.js'

/** Most rounds under one root. */
export const mostRounds = 1_024

/** Root over rounds in ascending order, as it goes on chain; at least one. */
export function rootOver(rounds: readonly RoundStatement[]): ReceiptsRoot {
  return { through: rounds.at(-1)!.round, root: Uint8Array.from(roundTree(rounds).root) }
}

/** Part of a notice for rounds whose root is not known to be on chain. */
export interface NextRoot {
  /** Rounds under the root that the chain holds after the notice. */
  readonly rounds: readonly RoundStatement[]
  /** Root to publish; null if there is none, or the chain holds it already. */
  readonly publish: ReceiptsRoot | null
}

/**
 * Returns the rounds to publish after the root that the chain holds. One that is held already, and was not recorded since a process ended
 * before, stays until the next notice. A round that a held root has passed over can never be published: the first root that reaches it
 * counts.
 */
export function nextRoot(held: ReceiptsRoot | null, rounds: readonly RoundStatement[]): NextRoot {
  const passed = rounds.filter(({ round }) => held !== null && round <= held.through)
  if (held !== null && passed.length > 0 && isRootOver(held, passed)) return { rounds: passed, publish: null }
  const next = rounds.slice(passed.length, passed.length + mostRounds)
  return { rounds: next, publish: next.length > 0 ? rootOver(next) : null }
}

/** Returns true if a root that the chain holds is the one over these rounds. */
export function isRootOver(held: ReceiptsRoot | null, rounds: readonly RoundStatement[]): boolean {
  if (held === null || rounds.length === 0) return false
  const { through, root } = rootOver(rounds)
  return held.through === through && sameBytes(held.root, root)
}
