import { readComparisons } from './comparison-rows.js'
import type { Database } from './database.js'
import { insertRows } from './insert-rows.js'
import type { Receipt } from './records.js'
import { fromReceipt, type ReceiptRow, receiptColumns, selectReceipts, toReceipt } from './rows.js'

/** Outcome of one task, without what was asked and answered. */
export type TaskOutcome = Pick<Receipt, 'hotkey' | 'outcome' | 'reason'>

/** Receipts of one validator. Every call is durable when it returns. */
export interface ReceiptStore {
  /** Stores new receipts; existing ones are not changed. */
  addReceipts(receipts: readonly Receipt[]): Promise<void>
  receipts(round: number, hotkey?: string): Promise<Receipt[]>
  /** Returns the outcomes of a round's tasks, by miner. */
  outcomes(round: number): Promise<TaskOutcome[]>
  /** Returns the number of a round's tasks by outcome. */
  outcomeCounts(round: number): Promise<Record<Receipt['outcome'], number>>
}

/** Receipts: written once; only the comparisons of a round change the outcome, and have rows of their own for the rest. */
export function receiptStore(database: Database, scope: string, maxJsonLength: number): ReceiptStore {
  return {
    async addReceipts(receipts) {
      if (receipts.length === 0) return
      const { sql, values } = insertReceipts(receipts, maxJsonLength)
      await database.query(`${sql} on conflict do nothing`, [scope, ...values])
    },
    async receipts(round, hotkey) {
      const complete = await readComparisons(database, scope, round, hotkey)
      const rows = await database.query<ReceiptRow>(
        `select ${selectReceipts()} from subnetkit.receipts
          where scope = $1 and round = $2 and ($3::text is null or hotkey = $3)
          order by uid, hotkey, task_id`,
        [scope, round, hotkey ?? null],
      )
      return rows.map((row) => complete(toReceipt(row)))
    },
    async outcomes(round) {
      // Few outcomes differ: rows are what costs time.
      const rows = await database.query<TaskOutcome & { count: number }>(
        `select hotkey, outcome, reason, count(*)::int as count from subnetkit.receipts
          where scope = $1 and round = $2 group by hotkey, outcome, reason
          order by min(uid), hotkey, min(task_id)`,
        [scope, round],
      )
      return rows.flatMap(({ count, ...outcome }) => Array.from({ length: count }, () => outcome))
    },
    async outcomeCounts(round) {
      const rows = await database.query<{ outcome: Receipt['outcome']; count: number }>(
        `select outcome, count(*)::int as count from subnetkit.receipts
          where scope = $1 and round = $2 group by outcome`,
        [scope, round],
      )
      const counts = { scored: 0, absent: 0, malformed: 0, refused: 0, ours: 0 }
      for (const { outcome, count } of rows) counts[outcome] = count
      return counts
    },
  }
}

/** The statement that inserts receipts, as {@link insertRows} returns it. */
function insertReceipts(receipts: readonly Receipt[], maxJsonLength: number) {
  const rows = receipts.map((receipt) => fromReceipt(receipt, maxJsonLength))
  return insertRows('subnetkit.receipts', receiptColumns, rows)
}
