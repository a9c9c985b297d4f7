import type { Neuron } from '@subnetkit/chain'
import type { Score } from '../rubric/rubric.js'
import type { MinerIdentity } from '../scoreboard/scoreboard.js'

/** A miner at the block at which a round was planned. */
export type PlannedMiner = Pick<Neuron, 'uid' | 'hotkey' | 'registeredAt' | 'axon'>

/**
 * State of a round: `opened` its secret is stored, `committed` the secret's hash is on chain, `planned` its miners
 * are chosen and can be queried, `folded` its scores count, `skipped` it counts for nobody: it was not queried, or it
 * said nothing about any miner.
 */
export type RoundState = 'opened' | 'committed' | 'planned' | 'folded' | 'skipped'

/** One round of this validator. */
export interface RoundRecord {
  readonly number: number
  readonly state: RoundState
  /** First block of the round. */
  readonly block: number
  readonly secret: Uint8Array
  readonly secretHash: Uint8Array
  /** Block that holds the commitment. */
  readonly commitBlock: number | null
  /** True once the secret has been published. From then on no miner may be queried. */
  readonly revealed: boolean
  readonly miners: readonly PlannedMiner[]
  /** Reason if it was skipped. */
  readonly reason: string | null
}

/** The replayable record behind one task's score. */
export interface Receipt extends MinerIdentity {
  readonly round: number
  readonly uid: number
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  /** `ours` is trouble on the validator's side; it does not count. All but `scored` and `ours` count as 0. */
  readonly outcome: 'scored' | 'absent' | 'malformed' | 'refused' | 'ours'
  /** Reason unless it is scored: a code, a colon and a sentence. */
  readonly reason: string | null
  /** In [0, 1]; 0 unless scored. */
  readonly score: number
  /** Parts that the score was made from, if scored. */
  readonly parts: Score | null
  readonly latencyMs: number
  /** SHA-256 of the whole answer as JSON, hex; null without an answer. */
  readonly answerHash: string | null
  /** Request and response, cut if larger than the store's limit; see {@link CutJson}. */
  readonly input: unknown
  readonly output: unknown
}

/** Replaces JSON in a receipt that is too large to store. */
export interface CutJson {
  readonly cut: true
  /** Length of the whole JSON text, in UTF-16 units. */
  readonly length: number
  /** Beginning of the JSON text. */
  readonly start: string
}
