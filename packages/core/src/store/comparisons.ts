import type { Score } from '../rubric/rubric.js'
import type { Database } from './database.js'
import { isDue } from './fold-round.js'
import type { ComparableReceipt, Receipt } from './records.js'
import { boundedText, type ComparableRow, type ReceiptRow, toComparable, writeParts } from './rows.js'

/** Features of a receipt of an earlier round. */
export interface PastFeatures extends Pick<ComparableReceipt, 'hotkey' | 'registeredAt' | 'family'> {
  /** Rounds of the validator ago; 1 for the one before. */
  readonly age: number
  readonly features: NonNullable<Score['features']>
}

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

interface FeaturesRow extends Pick<ReceiptRow, 'hotkey' | 'registered_at'> {
  readonly age: number
  readonly features: string
  readonly families: string
}

export function comparisonStore(database: Database, scope: string): ComparisonStore {
  return {
    async comparable(round) {
      const rows = await database.query<ComparableRow>(
        `select hotkey, registered_at, task_id, family, synapse, parts, features from subnetkit.receipts t
          where scope = $1 and round = $2 and features is not null
            and exists (select 1 from subnetkit.rounds r where ${isDue})
          order by hotkey, task_id`,
        [scope, round],
      )
      return rows.map(toComparable)
    },
    async pastFeatures(round, rounds, version = null) {
      // A miner whose hotkey was swapped keeps its past. One row for each miner and round: rows are what costs time.
      const rows = await database.query<FeaturesRow>(
        `select a.age, coalesce(w.successor, t.hotkey) as hotkey, t.registered_at,
                string_agg(f.features, ',' order by t.task_id) as features,
                string_agg(to_json(t.family)::text, ',' order by t.task_id) as families
           from (select number, row_number() over (order by number desc)::int as age from subnetkit.rounds
                  where scope = $1 and number < $2 order by number desc limit $3) a
           join subnetkit.receipts t on t.scope = $1 and t.round = a.number
           left join (select distinct round from subnetkit.shadow_parts where scope = $1 and version = $4) i
             on i.round = a.number
           left join subnetkit.shadow_parts s
             on s.scope = $1 and s.round = i.round and s.hotkey = t.hotkey and s.task_id = t.task_id and s.version = $4
           cross join lateral (
             select case when i.round is null then t.features else s.features end as features) f
           left join subnetkit.swaps w
             on w.scope = t.scope and w.hotkey = t.hotkey and w.registered_at = t.registered_at
          where f.features is not null
          group by 1, 2, 3 order by 1`,
        [scope, round, rounds, version],
      )
      return rows.flatMap(({ age, hotkey, registered_at: registeredAt, families, features }) => {
        const all = JSON.parse(`[${features}]`) as PastFeatures['features'][]
        const names = JSON.parse(`[${families}]`) as string[]
        return all.map((one, at) => ({ age, hotkey, registeredAt, family: names[at]!, features: one }))
      })
    },
    async compared(round, receipts) {
      // The row of the round, locked first, keeps a fold off the rest.
      const [changed] = await database.query<{ count: number }>(
        `with due as (select 1 from subnetkit.rounds r where ${isDue} for update),
              changed as (update subnetkit.receipts t
            set outcome = c.outcome, reason = c.reason, score = c.score, parts = c.parts
           from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::double precision[], $8::text[])
                  as c (hotkey, task_id, outcome, reason, score, parts)
          where t.scope = $1 and t.round = $2 and t.hotkey = c.hotkey and t.task_id = c.task_id
            and exists (select 1 from due) returning 1)
         select count(*)::int as count from changed`,
        [
          ...[scope, round],
          receipts.map(({ hotkey }) => hotkey),
          receipts.map(({ taskId }) => taskId),
          receipts.map(({ outcome }) => outcome),
          receipts.map(({ reason }) => boundedText(reason)),
          receipts.map(({ parts }) => parts.value),
          receipts.map(({ parts }) => writeParts(parts)),
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
