import { wellFormed } from '../records/canonical-json.js'
import type { BareReceipt } from '../records/score-record.js'
import type { ScoreEntry } from '../scoreboard/scoreboard.js'
import type { Columns } from './insert-rows.js'
import type {
  ComparableReceipt,
  CutJson,
  PlannedMiner,
  QueryRecord,
  Receipt,
  RoundRecord,
} from './records.js'
import { statedHash } from './stated-hash.js'

/** Rows as the engine returns them: bigint columns as numbers, because all of them are block or round numbers. */
export interface RoundRow {
  number: number
  state: RoundRecord['state']
  round_blocks: number
  closes_at: number
  version: string | null
  drawn_as: number
  budget: string | null
  secret: Uint8Array
  secret_hash: Uint8Array
  commit_block: number | null
  revealed: boolean
  decided: boolean
  reason: string | null
  observed_hash: string | null
}

export interface QueryRow {
  round: number
  uid: number
  hotkey: string
  registered_at: number
  axon: string | null
  state: QueryRecord['state']
  reason: string | null
  /** Place in the order of asking. */
  position: number
  /** True if the budget had no room for it: its turn is still to come. */
  keeps_turn: boolean
  never_asked: number
}

export interface ScoreRow {
  hotkey: string
  registered_at: number
  score: number
  rounds: number
  last_round: number
  seen_at: number
  state: string | null
  scoreboard: string | null
  version: string | null
}

export interface ReceiptRow {
  round: number
  hotkey: string
  registered_at: number
  task_id: string
  uid: number
  family: string
  synapse: string
  outcome: Receipt['outcome']
  reason: string | null
  score: number
  parts: string | null
  /** Features of the parts, which comparisons leave as they are. */
  features: string | null
  latency_ms: number
  answer_hash: string | null
  input: string
  output: string | null
  received: string | null
  first_chunk_ms: number | null
  request_hash: string | null
  body_hash: string | null
  shadow_version: string | null
  shadow_score: number | null
  shadow_reason: string | null
}

export function toRound(row: RoundRow): RoundRecord {
  return {
    number: row.number,
    roundBlocks: row.round_blocks,
    closesAt: row.closes_at,
    state: row.state,
    version: row.version,
    drawnAs: row.drawn_as,
    budget: row.budget === null ? null : (JSON.parse(row.budget) as RoundRecord['budget']),
    secret: Uint8Array.from(row.secret),
    secretHash: Uint8Array.from(row.secret_hash),
    commitBlock: row.commit_block,
    revealed: row.revealed,
    decided: row.decided,
    reason: row.reason,
    observedHash: row.observed_hash,
  }
}

export function toQuery(row: QueryRow): QueryRecord {
  return {
    round: row.round,
    uid: row.uid,
    hotkey: row.hotkey,
    registeredAt: row.registered_at,
    axon: row.axon === null ? null : (JSON.parse(row.axon) as QueryRecord['axon']),
    state: row.state,
    reason: row.reason,
    neverAsked: row.never_asked,
  }
}

/** Row of a planned query, or of one that the round has no room for. */
export function fromPlanned(
  round: number,
  { uid, hotkey, registeredAt, axon }: PlannedMiner,
  position: number,
  unasked: string | null = null,
): QueryRow {
  return {
    ...{ round, uid, hotkey, registered_at: registeredAt },
    axon: axon === null ? null : JSON.stringify(axon),
    state: unasked === null ? 'planned' : 'unasked',
    reason: boundedText(unasked),
    ...{ position, keeps_turn: unasked !== null, never_asked: 0 },
  }
}

export const queryColumns: Columns<QueryRow> = {
  round: 'bigint',
  uid: 'integer',
  hotkey: 'text',
  registered_at: 'bigint',
  axon: 'text',
  state: 'text',
  reason: 'text',
  position: 'integer',
  keeps_turn: 'boolean',
  never_asked: 'integer',
}

export function toScore(row: ScoreRow): ScoreEntry {
  return {
    hotkey: row.hotkey,
    registeredAt: row.registered_at,
    score: row.score,
    rounds: row.rounds,
    lastRound: row.last_round,
    seenAt: row.seen_at,
    state: row.state === null ? null : (JSON.parse(row.state) as unknown),
    scoreboard: row.scoreboard,
    version: row.version,
  }
}

export function toReceipt(row: ReceiptRow): Receipt {
  const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
  return {
    ...toBareReceipt(row),
    input: parsed(row.input),
    output: parsed(row.output),
    received: parsed(row.received),
    ...(row.shadow_version !== null && {
      shadow: { version: row.shadow_version, score: row.shadow_score, reason: row.shadow_reason },
    }),
  }
}

type Shadowed = 'shadow_version' | 'shadow_score' | 'shadow_reason'

export function toBareReceipt(
  row: Omit<ReceiptRow, 'input' | 'output' | 'received' | Shadowed>,
): BareReceipt {
  return {
    round: row.round,
    hotkey: row.hotkey,
    registeredAt: row.registered_at,
    taskId: row.task_id,
    uid: row.uid,
    family: row.family,
    synapse: row.synapse,
    outcome: row.outcome,
    reason: row.reason,
    score: row.score,
    parts: readParts(row),
    latencyMs: row.latency_ms,
    firstChunkMs: row.first_chunk_ms,
    answerHash: statedHash(row.answer_hash),
    requestHash: statedHash(row.request_hash),
    bodyHash: statedHash(row.body_hash),
  }
}

export const scoreColumns: Columns<ScoreRow> = {
  hotkey: 'text',
  registered_at: 'bigint',
  score: 'double precision',
  rounds: 'bigint',
  last_round: 'bigint',
  seen_at: 'bigint',
  state: 'text',
  scoreboard: 'text',
  version: 'text',
}

export const fromScore = (entry: ScoreEntry): ScoreRow => ({
  hotkey: entry.hotkey,
  registered_at: entry.registeredAt,
  score: entry.score,
  rounds: entry.rounds,
  last_round: entry.lastRound,
  seen_at: entry.seenAt,
  state: entry.scoreboard === null ? null : JSON.stringify(entry.state),
  scoreboard: entry.scoreboard,
  version: entry.version,
})

/** Bytes, given and read as hex. */
const hex = 'text[]::bytea'

export const receiptColumns: Columns<ReceiptRow> = {
  round: 'bigint',
  hotkey: 'text',
  registered_at: 'bigint',
  task_id: 'text',
  uid: 'integer',
  family: 'text',
  synapse: 'text',
  outcome: 'text',
  reason: 'text',
  score: 'double precision',
  parts: 'text',
  features: 'text',
  latency_ms: 'double precision',
  answer_hash: hex,
  input: 'text',
  output: 'text',
  received: 'text',
  first_chunk_ms: 'double precision',
  request_hash: hex,
  body_hash: hex,
  shadow_version: 'text',
  shadow_score: 'double precision',
  shadow_reason: 'text',
}

export const fromReceipt = (receipt: Receipt, maxJsonLength: number): ReceiptRow => ({
  round: receipt.round,
  hotkey: receipt.hotkey,
  registered_at: receipt.registeredAt,
  task_id: receipt.taskId,
  uid: receipt.uid,
  family: receipt.family,
  synapse: receipt.synapse,
  outcome: receipt.outcome,
  reason: boundedText(receipt.reason),
  score: receipt.score,
  parts: receipt.parts === null ? null : writeParts(receipt.parts),
  features: receipt.parts?.features === undefined ? null : JSON.stringify(receipt.parts.features),
  latency_ms: receipt.latencyMs,
  first_chunk_ms: receipt.firstChunkMs ?? null,
  answer_hash: hexBytes(receipt.answerHash),
  input: boundedJson(receipt.input, maxJsonLength),
  output: receipt.output === null ? null : boundedJson(receipt.output, maxJsonLength),
  received: (receipt.received ?? null) === null ? null : boundedJson(receipt.received, maxJsonLength),
  request_hash: hexBytes(receipt.requestHash),
  body_hash: hexBytes(receipt.bodyHash),
  shadow_version: receipt.shadow?.version ?? null,
  shadow_score: receipt.shadow?.score ?? null,
  shadow_reason: boundedText(receipt.shadow?.reason ?? null),
})

/** Row of a {@link ComparableReceipt}. */
export type ComparableRow = Pick<
  ReceiptRow,
  'hotkey' | 'registered_at' | 'task_id' | 'family' | 'synapse' | 'parts' | 'features' | 'answer_hash'
>

export const toComparable = (row: ComparableRow): ComparableReceipt => ({
  ...{ hotkey: row.hotkey, registeredAt: row.registered_at, taskId: row.task_id },
  ...{ family: row.family, synapse: row.synapse, parts: readParts(row)!, answerHash: row.answer_hash },
})

/** Selects these columns of receipts, under their names. */
export const selectReceipts = (isWanted: (column: string) => boolean = () => true): string =>
  Object.entries(receiptColumns)
    .filter(([name]) => isWanted(name))
    .map(([name, type]) => (type === hex ? `encode(${name}, 'hex') as ${name}` : name))
    .join(', ')

/** A hash as PostgreSQL writes bytes; null for what is no hex, which a client has stated. */
const hexBytes = (hash: string | null | undefined): string | null =>
  /^(?:[0-9a-f]{2})*$/.test(hash ?? '-') ? `\\x${hash}` : null

/** Parts of a score with their features, which have a column of their own. */
export function readParts({ parts, features }: Pick<ReceiptRow, 'parts' | 'features'>): Receipt['parts'] {
  if (parts === null) return null
  const read = JSON.parse(parts) as NonNullable<Receipt['parts']>
  return features === null ? read : { ...read, features: JSON.parse(features) }
}

/** The parts as JSON, without their features. */
export function writeParts({ features: _, ...parts }: NonNullable<Receipt['parts']>): string {
  return JSON.stringify(parts)
}

/** JSON of at most about `limit` characters. JSON has no raw NUL, which a text column could not hold. */
function boundedJson(value: unknown, limit: number): string {
  const json = JSON.stringify(value) ?? 'null'
  if (json.length <= limit) return json
  const cut: CutJson = { cut: true, length: json.length, start: json.slice(0, Math.floor(limit / 4)) }
  return JSON.stringify(cut)
}

/** Text that a column can hold, bounded: reasons may quote what a miner sent. */
export function boundedText(value: string | null, limit = 500): string | null {
  return value === null ? null : wellFormed(value.replaceAll('\0', '\uFFFD').slice(0, limit))
}
