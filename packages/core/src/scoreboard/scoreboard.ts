import type { Neuron } from '@subnetkit/chain'
import type { ScoreboardPolicy } from './policy.js'

/**
 * Names a miner for good: a hotkey together with the block at which it registered. A uid is only a place, which
 * the chain gives to somebody else as soon as its holder is pruned.
 */
export type MinerIdentity = Pick<Neuron, 'hotkey' | 'registeredAt'>

/** What a validator remembers of one miner. */
export interface ScoreEntry extends MinerIdentity {
  /** In [0, 1]. */
  readonly score: number
  /** Rounds in which the miner was asked. */
  readonly rounds: number
  /** Last round in which it was asked. */
  readonly lastRound: number
  /** Block at which a metagraph last showed this registration. */
  readonly seenAt: number
}

/** What a miner earned in one round. */
export interface RoundResult extends MinerIdentity {
  /** Mean of its tasks' scores, absent and malformed ones counted as 0; in [0, 1]. */
  readonly mean: number
}

/**
 * The entries that a round changes: those of the miners that were asked, and no others. A newcomer, and a hotkey
 * that registered anew, starts from 0.
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
