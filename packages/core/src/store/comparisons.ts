import type { Score } from '../rubric/rubric.js'
import { type ComparedReceipt, writeComparisons, writeOutcomes } from './comparison-rows.js'
import type { Database } from './database.js'
import { isDue } from './fold-round.js'
import { createPastFeatures, type PastFeatures } from './past-features.js'
import type { ComparableReceipt } from './records.js'
import type { ReceiptRow } from './rows.js'

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
   * Stores what the comparisons of a round say about its answers, in place of all that was stored before, in one transaction; returns true
   * if it did, and false if the round is over. Receipts without a word about them, and features, stay as they are, so repeating a comparison
   * gives the same.
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
  const past = createPastFeatures(database, scope)
  return {
    async comparable(round) {
      const rows = await database.query<ComparableRow>(
        `select hotkey, registered_at,
                string_agg(json_build_array(task_id, family, synapse, encode(answer_hash, 'hex'))::text, ',') as tasks,
                string_agg(parts, ',') as parts, string_agg(features, ',') as features
           from subnetkit.receipts
          where scope = $1 and round = $2 and features is not null
            and exists (select 1 from subnetkit.rounds r where ${isDue})
          group by hotkey, registered_at order by hotkey collate "C"`,
        [scope, round],
      )
      const receipts = rows.map(toComparables)
      const characters = rows.reduce((sum, { features }) => sum + features.length, 0)
      // A round that is not due has none to read yet.
      if (rows.length > 0) past.remember(round, receipts, characters)
      return receipts.flat()
    },
    pastFeatures: past.read,
    compared: (round, receipts) =>
      database.transaction(
        async (transaction) => {
          const [due] = await transaction.query(`select 1 from subnetkit.rounds r where ${isDue}`, [
            scope,
            round,
          ])
          if (due === undefined) return false
          await writeComparisons(transaction, scope, round, receipts)
          await writeOutcomes(transaction, scope, round, receipts)
          return true
        },
        { lock: scope },
      ),
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
  return (read(row.tasks) as [taskId: string, family: string, synapse: string, answerHash: string | null][])
    .map(([taskId, family, synapse, answerHash], at) => ({
      ...{ hotkey: row.hotkey, registeredAt: row.registered_at, taskId, family, synapse, answerHash },
      parts: { ...parts[at]!, features: features[at]! },
    }))
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1))
}
