import type { Neuron } from '@subnetkit/chain'
import type { ScoreboardPolicy } from './policy.js'

/**
 * Permanent identity of a miner: a hotkey together with the block at which it registered. A uid is only a slot, which
 * the chain reassigns as soon as its holder is pruned.
 */
export type MinerIdentity = Pick<Neuron, 'hotkey' | 'registeredAt'>

/** Score of one miner, as a validator stores it. */
export interface ScoreEntry extends MinerIdentity {
  /** In [0, 1]. */
  readonly score: number
  /** Rounds in which the miner was queried. */
  readonly rounds: number
  /** Last round in which it was queried. */
  readonly lastRound: number
  /** Block at which a metagraph last showed this registration. */
  readonly seenAt: number
}

/** Result of one miner in one round. */
export interface RoundResult extends MinerIdentity {
  /** Mean of its tasks' scores, absent and malformed ones counted as 0; in [0, 1]. */
  readonly mean: number
}

/**
 * Returns the entries that a round changes: those of the miners that were queried, and no others. A newcomer, or a
 * hotkey that registered again, starts from 0.
 */
export function foldRound(
  entries: readonly ScoreEntry[],
  round: { readonly number: number; readonly block: number; readonly results: readonly RoundResult[] },
  policy: ScoreboardPolicy,
): ScoreEntry[] {
  const known = new Map(entries.map((entry) => [minerKey(entry), entry]))
  return round.results.map(({ hotkey, registeredAt, mean }) => {
    const previous = known.get(minerKey({ hotkey, registeredAt }))
    return {
      hotkey,
      registeredAt,
      score: policy.fold(previous?.score ?? 0, mean),
      rounds: (previous?.rounds ?? 0) + 1,
      lastRound: round.number,
      seenAt: Math.max(previous?.seenAt ?? 0, round.block),
    }
  })
}

/** Key of a miner in a map. */
export function minerKey({ hotkey, registeredAt }: MinerIdentity): string {
  return `${hotkey}@${registeredAt}`
}
