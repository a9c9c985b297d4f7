import type { AnswerReceipt, ExchangedBody, ProvenAnswer } from '../subnet/answer-receipt.js'
import type { Database } from './database.js'
import { type Columns, insertRows } from './insert-rows.js'

/** An answer of a round that its miner has proven. */
export interface StoredProof {
  readonly round: number
  readonly receipt: AnswerReceipt
  /** The text that authenticated the request. */
  readonly requestText: string
  /** The raw bytes; null if they were larger than 65,536 bytes or had binary values: the text has their hash. */
  readonly requestBody: Uint8Array | null
  /** Likewise; the receipt has the hash. */
  readonly answerBody: Uint8Array | null
}

/** Receipts with which miners prove their answers. Every call is durable when it returns. */
export interface AnswerReceiptStore {
  /** Stores proven answers of a round; existing ones are not changed. They are kept as long as the round. */
  addAnswerReceipts(round: number, proven: readonly ProvenAnswer[]): Promise<void>
  answerReceipts(round: number, miner?: string): Promise<StoredProof[]>
}

/** Maximum size of a body that is kept, in bytes. */
const maxBodyBytes = 65_536

interface ProofRow {
  readonly round: number
  readonly miner: string
  readonly request: string
  readonly receipt: string
  readonly request_text: string
  readonly request_body: string | null
  readonly answer_body: string | null
}

const columns: Columns<ProofRow> = {
  round: 'bigint',
  miner: 'text',
  request: 'text',
  receipt: 'text',
  request_text: 'text',
  request_body: 'text',
  answer_body: 'text',
}

export function answerReceiptStore(database: Database, scope: string): AnswerReceiptStore {
  return {
    async addAnswerReceipts(round, proven) {
      if (proven.length === 0) return
      const rows = proven.map((answer) => fromProven(round, answer))
      const { sql, values } = insertRows('subnetkit.answer_receipts', columns, rows)
      await database.query(`${sql} on conflict do nothing`, [scope, ...values])
    },
    async answerReceipts(round, miner) {
      const rows = await database.query<ProofRow>(
        `select * from subnetkit.answer_receipts
          where scope = $1 and round = $2 and ($3::text is null or miner = $3)
          order by miner, request`,
        [scope, round, miner ?? null],
      )
      return rows.map(toProof)
    },
  }
}

function fromProven(round: number, { receipt, request, answer }: ProvenAnswer): ProofRow {
  return {
    round,
    miner: receipt.miner,
    request: receipt.request,
    receipt: JSON.stringify(receipt),
    request_text: request.text,
    request_body: toText(request.body),
    answer_body: toText(answer.body),
  }
}

function toProof(row: ProofRow): StoredProof {
  return {
    round: row.round,
    receipt: JSON.parse(row.receipt) as AnswerReceipt,
    requestText: row.request_text,
    requestBody: row.request_body === null ? null : Buffer.from(row.request_body, 'base64'),
    answerBody: row.answer_body === null ? null : Buffer.from(row.answer_body, 'base64'),
  }
}

function toText(body: ExchangedBody): string | null {
  if (!(body instanceof Uint8Array)) return null
  return body.length > maxBodyBytes ? null : Buffer.from(body).toString('base64')
}
