import type { Database } from './database.js'
import type { Receipt } from './records.js'
import { boundedJson, boundedText, type ReceiptRow, toReceipt } from './rows.js'

/** Receipts of one validator. Every call is durable when it returns. */
export interface ReceiptStore {
  /** Keeps receipts that are not there yet; those that are stay as they are. */
  addReceipts(receipts: readonly Receipt[]): Promise<void>
  receipts(round: number, hotkey?: string): Promise<Receipt[]>
}

/** Receipts: kept once, never rewritten. */
export function receiptStore(database: Database, scope: string, maxJsonLength: number): ReceiptStore {
  return {
    async addReceipts(receipts) {
      if (receipts.length === 0) return
      await database.transaction(async (transaction) => {
        for (const receipt of receipts) {
          await transaction.query(
            `insert into subnetkit.receipts
               (scope, round, hotkey, registered_at, task_id, uid, family, synapse, outcome, reason, score, parts,
                latency_ms, answer_hash, input, output)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             on conflict do nothing`,
            [
              scope,
              receipt.round,
              receipt.hotkey,
              receipt.registeredAt,
              receipt.taskId,
              receipt.uid,
              receipt.family,
              receipt.synapse,
              receipt.outcome,
              boundedText(receipt.reason),
              receipt.score,
              receipt.parts === null ? null : JSON.stringify(receipt.parts),
              receipt.latencyMs,
              receipt.answerHash,
              boundedJson(receipt.input, maxJsonLength),
              receipt.output === null ? null : boundedJson(receipt.output, maxJsonLength),
            ],
          )
        }
      })
    },
    async receipts(round, hotkey) {
      const rows = await database.query<ReceiptRow>(
        `select * from subnetkit.receipts
          where scope = $1 and round = $2 and ($3::text is null or hotkey = $3)
          order by uid, hotkey, task_id`,
        [scope, round, hotkey ?? null],
      )
      return rows.map(toReceipt)
    },
  }
}
