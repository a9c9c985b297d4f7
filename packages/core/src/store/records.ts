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

/** Limits on what one round spends; null is none. */
export interface RoundBudget {
  readonly requests: number | null
  readonly bytes: number | null
  /** Time that miners take to answer, all requests added up, in ms. */
  readonly ms: number | null
  /** In the unit that synapses declare. */
  readonly cost: number | null
  /** Tasks of one miner: of all families, or of each by its name. */
  readonly tasksPerMiner: number | Readonly<Record<string, number>> | null
}

/** Part of a budget: what some requests take, or may take at most. */
export type Spending = Readonly<Record<'requests' | 'bytes' | 'ms' | 'cost', number>>

/** One round of this validator. */
export interface RoundRecord {
  /** Its first block. */
  readonly number: number
  /** Length in blocks when it was opened. */
  readonly roundBlocks: number
  /**
   * Block from which no miner is asked any more: the end of the round after it. What was answered by then is scored for
   * another half of its length.
   */
  readonly closesAt: number
  readonly state: RoundState
  /** Version of the subnet that opened it, which alone can draw its tasks; null for a round of an older store. */
  readonly version: string | null
  /** Number under which it was committed and its tasks are drawn: its own, unless an older store counted rounds. */
  readonly drawnAs: number
  readonly secret: Uint8Array
  readonly secretHash: Uint8Array
  /** Fixed when it is planned; null without limits. */
  readonly budget: RoundBudget | null
  /** Block that holds the commitment. */
  readonly commitBlock: number | null
  /** True once the secret has been published. From then on no miner may be queried. */
  readonly revealed: boolean
  /** True once its weights step is over. */
  readonly decided: boolean
  /** Reason if it was skipped. */
  readonly reason: string | null
  /** SHA-256 of what its tasks are drawn with as canonical JSON, hex; null if its task source observes nothing. */
  readonly observedHash: string | null
}

/**
 * State of the query to one miner: `planned`, `answered` all tasks that were sent are over and their answers are stored,
 * `scored` they have receipts. The round may close before: `unasked`, without any answer, leaves the miner's score as it
 * is, as does `unscored`.
 */
export type QueryState = 'planned' | 'answered' | 'scored' | 'unasked' | 'unscored'

/** Query to one miner in a round. */
export interface QueryRecord extends PlannedMiner {
  readonly round: number
  readonly state: QueryState
  /** Reason if it was not asked, not about all of its tasks, or not scored. */
  readonly reason: string | null
  /** Tasks that were not sent before the round was over, once the others are scored: they count for nobody. */
  readonly neverAsked: number
}

/** The replayable record behind one task's score. */
export interface Receipt extends MinerIdentity {
  readonly round: number
  readonly uid: number
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  /**
   * `ours` is trouble on the validator's side, or an answer that no criterion could compare; it does not count. All but
   * `scored` and `ours` count as 0.
   */
  readonly outcome: 'scored' | 'absent' | 'malformed' | 'refused' | 'ours'
  /** Reason unless it is scored: a code, a colon and a sentence. */
  readonly reason: string | null
  /** In [0, 1]; 0 unless scored. */
  readonly score: number
  /** Parts that the score was made from, of an answer that the rubric has seen. */
  readonly parts: Score | null
  readonly latencyMs: number
  /** Time to the first chunk of a stream, in ms; null for any other answer. */
  readonly firstChunkMs?: number | null | undefined
  /** SHA-256 of the whole answer as JSON, hex; null without an answer. */
  readonly answerHash: string | null
  /** SHA-256 of the text that authenticated the request, hex: the name of the miner's own receipt. Null if the client states none. */
  readonly requestHash?: string | null | undefined
  /** SHA-256 of the answer's bytes, hex. Null without an answer, or if the client states none. */
  readonly bodyHash?: string | null | undefined
  /** Request and response, cut if larger than the store's limit; see {@link CutJson}. */
  readonly input: unknown
  readonly output: unknown
  /** Response as it arrived, before its schema has run, where that is something else; cut likewise. Null where it is the output. */
  readonly received?: unknown
  /** Score by the version of the subnet that is not active; absent or null without one. */
  readonly shadow?: ShadowScore | null | undefined
}

/** Receipt with features, as far as comparisons need it. */
export interface ComparableReceipt extends MinerIdentity {
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  readonly parts: Score
  /** SHA-256 of the whole answer as JSON, hex. */
  readonly answerHash: string | null
}

/** Score of an answer by the version of the subnet that is not active. It has no effect. */
export interface ShadowScore {
  readonly version: string
  /** In [0, 1]; null if it counts for nothing: it could not be found out in time, or awaits the comparison of the round. */
  readonly score: number | null
  /** Reason unless it is scored: a code, a colon and a sentence. */
  readonly reason: string | null
  /** Parts with the features that its round criteria compare; only in a receipt that is to be stored. @default none */
  readonly parts?: Score | undefined
}

/** Replaces JSON in a receipt that is too large to store. */
export interface CutJson {
  readonly cut: true
  /** Length of the whole JSON text, in UTF-16 units. */
  readonly length: number
  /** Beginning of the JSON text. */
  readonly start: string
  /** True where it was kept whole, and is not any more. */
  readonly gone?: true
}
