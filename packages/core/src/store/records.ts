import type { Neuron } from '@subnetkit/chain'
import type { Score } from '../rubric/rubric.js'
import type { MinerIdentity } from '../scoreboard/scoreboard.js'

/** A miner as it stood when a round was planned. */
export type PlannedMiner = Pick<Neuron, 'uid' | 'hotkey' | 'registeredAt' | 'axon'>

/**
 * How far a round is: `opened` its secret is kept, `committed` the secret's hash is on chain, `planned` its miners
 * are chosen and may be asked, `folded` its scores count, `skipped` it will not be asked.
 */
export type RoundState = 'opened' | 'committed' | 'planned' | 'folded' | 'skipped'

/** One round of this validator. */
export interface RoundRecord {
  readonly number: number
  readonly state: RoundState
  /** Block at which it begins. */
  readonly block: number
  readonly secret: Uint8Array
  readonly secretHash: Uint8Array
  /** Block that holds the commitment. */
  readonly commitBlock: number | null
  /** Whether the secret has been published. From then on nobody may be asked. */
  readonly revealed: boolean
  readonly miners: readonly PlannedMiner[]
  /** Why it was skipped. */
  readonly reason: string | null
}

/** The replayable record behind one task's score. */
export interface Receipt extends MinerIdentity {
  readonly round: number
  readonly uid: number
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  readonly outcome: 'scored' | 'absent' | 'malformed'
  /** Why it is absent or malformed. */
  readonly reason: string | null
  /** In [0, 1]; 0 unless scored. */
  readonly score: number
  /** What the score was made from, if scored. */
  readonly parts: Score | null
  readonly latencyMs: number
  /** SHA-256 of the whole answer as JSON, hex; null without an answer. */
  readonly answerHash: string | null
  /** What was sent and what came back; cut where it is larger than the store keeps, see {@link CutJson}. */
  readonly input: unknown
  readonly output: unknown
}

/** Stands in a receipt for JSON that is too large to keep. */
export interface CutJson {
  readonly cut: true
  /** Length of the whole, in UTF-16 units. */
  readonly length: number
  /** How it begins. */
  readonly start: string
}
