import type { Score } from '../rubric/rubric.js'
import type { Database } from './database.js'
import { isDue } from './fold-round.js'
import { type PastFeatures, pastFeatures } from './past-features.js'
import type { ComparableReceipt, Receipt } from './records.js'
import { boundedText, type ReceiptRow, writeParts } from './rows.js'

/** Change of a receipt by the comparisons of its round. */
export interface ComparedReceipt extends Pick<Receipt, 'hotkey' | 'taskId' | 'outcome' | 'reason'> {
  readonly parts: Score
}

/** Verdict that a round criterion was given, such as the word of a model. */
export interface VerdictRecord {
  readonly criterion: string
  readonly group: string
  readonly key: string
  /** As JSON. */
  readonly verdict: unknown
}

/** Comparisons of a round's answers. Every call is durable when it returns. */
export interface ComparisonStore {
  /** Returns the receipts with features of a round that is ready to be folded; of any other, none. */
  comparable(round: number): Promise<ComparableReceipt[]>
  /**
   * Returns the features of answers in this many rounds before one: newest first, and by task. Those that this version gave in
   * the shadow stand in for those of the version that was active then.
   */
  pastFeatures(round: number, rounds: number, version?: string | null): Promise<PastFeatures[]>
  /**
   * Rewrites the outcome and the score of receipts in one transaction, unless the round is over; returns true if it did.
   * Features stay as they are, so repeating a comparison gives the same.
   */
  compared(round: number, receipts: readonly ComparedReceipt[]): Promise<boolean>
  /** Returns the verdicts that the active version was given, or this one in its shadow. */
  verdicts(round: number, shadow?: string): Promise<VerdictRecord[]>
  /** Stores a verdict unless there is one under its key, and returns the one that is stored. */
  addVerdict(round: number, verdict: VerdictRecord, shadow?: string): Promise<unknown>
}

/** Receipts of a miner in a round, each column as the inside of a JSON array: rows are what costs time. */
interface ComparableRow extends Pick<ReceiptRow, 'hotkey' | 'registered_at'> {
  readonly tasks: string
  readonly parts: string
  readonly features: string
}

export function comparisonStore(database: Database, scope: string): ComparisonStore {
  const past = pastFeatures(database, scope)
  return {
    async comparable(round) {
      const rows = await database.query<ComparableRow>(
        `select hotkey, registered_at, string_agg(json_build_array(task_id, family, synapse)::text, ',') as tasks,
                string_agg(parts, ',') as parts, string_agg(features, ',') as features
           from subnetkit.receipts
          where scope = $1 and round = $2 and features is not null
            and exists (select 1 from subnetkit.rounds r where ${isDue})
          group by hotkey, registered_at order by hotkey collate "C"`,
        [scope, round],
      )
      return rows.flatMap(toComparables)
    },
    pastFeatures: past,
    async compared(round, receipts) {
      // One text is read faster than arrays of them. The row of the round, locked first, keeps a fold off the rest.
      const [changed] = await database.query<{ count: number }>(
        `with due as (select 1 from subnetkit.rounds r where ${isDue} for update),
              changed as (update subnetkit.receipts t
            set outcome = c.outcome, reason = c.reason, score = c.score, parts = c.parts
           from json_to_recordset($3::json)
                  as c (hotkey text, task_id text, outcome text, reason text, score double precision, parts text)
          where t.scope = $1 and t.round = $2 and t.hotkey = c.hotkey and t.task_id = c.task_id
            and exists (select 1 from due) returning 1)
         select count(*)::int as count from changed`,
        [
          ...[scope, round],
          JSON.stringify(
            receipts.map(({ hotkey, taskId, outcome, reason, parts }) => ({
              ...{ hotkey, task_id: taskId, outcome, reason: boundedText(reason) },
              ...{ score: parts.value, parts: writeParts(parts) },
            })),
          ),
        ],
      )
      return changed!.count > 0
    },
    async verdicts(round, shadow = '') {
      const rows = await database.query<VerdictRow>(
        `select criterion, compared, key, verdict from subnetkit.verdicts
          where scope = $1 and round = $2 and shadow = $3 order by criterion, compared, key`,
        [scope, round, shadow],
      )
      return rows.map(({ criterion, compared, key, verdict }) => ({
        ...{ criterion, group: compared, key, verdict: JSON.parse(verdict) as unknown },
      }))
    },
    async addVerdict(round, { criterion, group, key, verdict }, shadow = '') {
      const place = [scope, round, shadow, criterion, group, key]
      await database.query(
        `insert into subnetkit.verdicts (scope, round, shadow, criterion, compared, key, verdict)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [...place, JSON.stringify(verdict)],
      )
      const [row] = await database.query<Pick<VerdictRow, 'verdict'>>(
        `select verdict from subnetkit.verdicts
          where scope = $1 and round = $2 and shadow = $3 and criterion = $4 and compared = $5 and key = $6`,
        place,
      )
      return JSON.parse(row!.verdict) as unknown
    },
  }
}

interface VerdictRow {
  readonly criterion: string
  readonly compared: string
  readonly key: string
  readonly verdict: string
}

function toComparables(row: ComparableRow): ComparableReceipt[] {
  const read = (inside: string) => JSON.parse(`[${inside}]`) as unknown[]
  const [parts, features] = [
    read(row.parts) as Score[],
    read(row.features) as NonNullable<Score['features']>[],
  ]
  return (read(row.tasks) as [taskId: string, family: string, synapse: string][])
    .map(([taskId, family, synapse], at) => ({
      ...{ hotkey: row.hotkey, registeredAt: row.registered_at, taskId, family, synapse },
      parts: { ...parts[at]!, features: features[at]! },
    }))
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1))
}
