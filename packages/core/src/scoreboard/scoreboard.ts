import type { Neuron } from '@subnetkit/chain'

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
  /** State of the scoreboard behind the score, as JSON has it; null in a store of an older version. */
  readonly state: unknown
  /** Name of the scoreboard that made the state; null in a store of an older version. */
  readonly scoreboard: string | null
  /** Version of the subnet that folded the last round; null in a store of an older version. */
  readonly version: string | null
}

/** Key of a miner in a map. */
export function minerKey({ hotkey, registeredAt }: MinerIdentity): string {
  return `${hotkey}@${registeredAt}`
}
