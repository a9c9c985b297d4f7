import { hash } from 'node:crypto'
import type { Score } from '../rubric/rubric.js'
import type { Receipt } from '../store/records.js'
import { canonicalJson, wellFormed } from './canonical-json.js'

/** Name and version of the format of score records, in every one of them. */
export const scoresVersion = 'scores/1'

/** Everything behind the score of one task, as its validator vouches for it (scores/1). Its name is its hash. */
export interface ScoreRecord {
  readonly format: typeof scoresVersion
  /** Genesis hash of the chain, `0x` and 64 hex digits. */
  readonly genesis: string
  readonly netuid: number
  readonly mechanism: number
  /** SS58 address of the validator's hotkey. */
  readonly validator: string
  /** Number of the round: its first block. */
  readonly round: number
  /**
   * Number under which its tasks were drawn: that of the round. Rounds that were under way in a store of version 3 when it was migrated have another,
   * and do not verify.
   */
  readonly drawnAs: number
  /** Length of the round in blocks. */
  readonly roundBlocks: number
  /** Block that holds the hash of the round's secret. */
  readonly commitBlock: number | null
  /** SHA-256 of the secret that the tasks were drawn from, hex. */
  readonly commitment: string
  /** SHA-256 of what its task source observed, as canonical JSON, hex; absent if it observes nothing. */
  readonly observed?: string
  /** The program that scored it. */
  readonly checker: {
    readonly subnet: string
    readonly version: string | null
    /** Hash of the subnet's package, hex; null if it ran from sources. */
    readonly package: string | null
  }
  readonly miner: { readonly hotkey: string; readonly registeredAt: number; readonly uid: number }
  readonly task: { readonly id: string; readonly family: string; readonly synapse: string }
  /** SHA-256 of the text that authenticated the request, hex: the name of the miner's own receipt (receipts/1); null if unknown. */
  readonly request: string | null
  /** SHA-256 of the answer's bytes, hex, as the miner's receipt has it; null if unknown. */
  readonly body: string | null
  /** SHA-256 of the answer as JSON, after its schema has run, hex; null without one. */
  readonly answer: string | null
  readonly outcome: Receipt['outcome']
  /** Reason unless it is scored: a code, a colon and a sentence. */
  readonly reason: string | null
  /** False if it counts for nothing, neither for the miner nor against it. */
  readonly counts: boolean
  readonly latencyMs: number
  /** Time to the first chunk of a stream, in ms; null for any other answer. */
  readonly firstChunkMs: number | null
  /** In [0, 1]. */
  readonly score: number
  /** Parts that the score was made from, if scored. */
  readonly parts: Score | null
}

/** Fields that all records of a round share. */
export type RoundFields = Pick<
  ScoreRecord,
  | 'genesis'
  | 'netuid'
  | 'mechanism'
  | 'validator'
  | 'round'
  | 'drawnAs'
  | 'roundBlocks'
  | 'commitBlock'
  | 'commitment'
  | 'observed'
  | 'checker'
>

/** A receipt without the question and the answer. */
export type BareReceipt = Omit<Receipt, 'input' | 'output' | 'received'>

/** Returns the record of a receipt; `counts` is false for failures that its round did not count. */
export function recordOf(round: RoundFields, receipt: BareReceipt, counts: boolean): ScoreRecord {
  const { hotkey, registeredAt, uid, taskId: id, family, synapse } = receipt
  const { genesis, netuid, mechanism, validator, round: number, drawnAs, roundBlocks, commitBlock } = round
  return {
    ...{ format: scoresVersion, genesis, netuid, mechanism, validator, round: number },
    ...{ drawnAs, roundBlocks, commitBlock, commitment: round.commitment, checker: round.checker },
    ...(round.observed !== undefined && { observed: round.observed }),
    miner: { hotkey, registeredAt, uid },
    task: { id, family, synapse },
    request: receipt.requestHash ?? null,
    body: receipt.bodyHash ?? null,
    answer: receipt.answerHash,
    outcome: receipt.outcome,
    reason: receipt.reason,
    counts,
    latencyMs: receipt.latencyMs,
    firstChunkMs: receipt.firstChunkMs ?? null,
    score: receipt.score,
    // A text of a miner, which a criterion may have kept, need not be one of Unicode.
    parts: wellFormed(receipt.parts),
  }
}

/** Returns the name of a record: the SHA-256 of its canonical JSON, hex. */
export function recordHash(record: ScoreRecord): string {
  return hash('sha256', canonicalJson(record), 'hex')
}
