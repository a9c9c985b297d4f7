import type { FlaggableAnswer } from '../similarity/flagged-answer.js'
import type { ComparedReceipt } from './comparison-rows.js'
import type { Database } from './database.js'
import { isDue } from './fold-round.js'
import type { ReceiptRow } from './rows.js'

/** Receipt of a scored answer, as far as flags need it. */
export type FlaggableReceipt = FlaggableAnswer & ComparedReceipt

/** Receipts that are looked at for likeness. */
export interface FlaggableStore {
  /**
   * Returns the scored receipts without features of a round that is ready to be folded which have a likeness, or are of one of these families
   * and have a wrong answer; of any other round, none. Those with features come from the comparison.
   */
  flaggable(round: number, families: readonly string[]): Promise<FlaggableReceipt[]>
}

type FlaggableRow = Pick<
  ReceiptRow,
  'hotkey' | 'task_id' | 'family' | 'outcome' | 'reason' | 'score' | 'parts' | 'answer_hash'
>

export function flaggableStore(database: Database, scope: string): FlaggableStore {
  return {
    async flaggable(round, families) {
      const rows = await database.query<FlaggableRow>(
        `select hotkey, task_id, family, outcome, reason, score, parts,
                encode(answer_hash, 'hex') as answer_hash
           from subnetkit.receipts t
          where scope = $1 and round = $2 and outcome = 'scored' and parts is not null and features is null
            and (strpos(parts, '"likeness":{') > 0 or family = any($3::text[]) and score < 1)
            and exists (select 1 from subnetkit.rounds r where ${isDue})
          order by hotkey, task_id`,
        [scope, round, families],
      )
      return rows.map((row) => ({
        ...{ hotkey: row.hotkey, taskId: row.task_id, family: row.family, answerHash: row.answer_hash },
        ...{ outcome: row.outcome, reason: row.reason, score: row.score, parts: JSON.parse(row.parts!) },
      }))
    },
  }
}
