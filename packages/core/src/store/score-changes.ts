import type { MinerIdentity } from '../scoreboard/scoreboard.js'
import type { Database, Queryable } from './database.js'
import { type Columns, insertRows } from './insert-rows.js'

/** Part of users' traffic in the mean of a round. */
export interface OrganicShare {
  /** Mean of the tasks alone. */
  readonly tasksMean: number
  /** Part of the evidence in the mean of the round, from 0 to 0.2. */
  readonly part: number
}

/** Change of one miner's score by a round. */
export interface ScoreChange extends MinerIdentity {
  readonly round: number
  /** Mean of its tasks in the round, with the part of users' traffic; in [0, 1]. */
  readonly mean: number
  /** Score before the round; null for a newcomer. */
  readonly before: number | null
  /** Score after it. */
  readonly after: number
  /** Tasks that count, and those of them that it answered. Null for a round of an older store, as what follows. */
  readonly tasks: number | null
  readonly answered: number | null
  /** States of the scoreboard before the round, from which it was folded, and after it. */
  readonly stateBefore: unknown
  readonly stateAfter: unknown
  /** Name of the scoreboard. */
  readonly scoreboard: string | null
  /** Null where the traffic of users has no part in it. */
  readonly organic: OrganicShare | null
}

/** History of scores, kept as long as the receipts. */
export interface ScoreChangeStore {
  /**
   * Returns what rounds did to scores, in the order of rounds, then by miner: of one round, or of a range that ends with
   * the newest.
   */
  scoreChanges(range?: number | { readonly from: number }): Promise<ScoreChange[]>
}

interface ScoreChangeRow {
  readonly round: number
  readonly hotkey: string
  readonly registered_at: number
  readonly mean: number
  readonly before: number | null
  readonly after: number
  readonly tasks: number | null
  readonly answered: number | null
  readonly state_before: string | null
  readonly state_after: string | null
  readonly scoreboard: string | null
  readonly tasks_mean: number | null
  readonly organic_part: number | null
}

const columns: Columns<ScoreChangeRow> = {
  round: 'bigint',
  hotkey: 'text',
  registered_at: 'bigint',
  mean: 'double precision',
  before: 'double precision',
  after: 'double precision',
  tasks: 'integer',
  answered: 'integer',
  state_before: 'text',
  state_after: 'text',
  scoreboard: 'text',
  tasks_mean: 'double precision',
  organic_part: 'double precision',
}

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text))

export function scoreChangeStore(database: Database, scope: string): ScoreChangeStore {
  return {
    async scoreChanges(range) {
      const [from, to] = typeof range === 'number' ? [range, range] : [range?.from ?? null, null]
      const rows = await database.query<ScoreChangeRow>(
        `select * from subnetkit.round_scores where scope = $1 and ($2::bigint is null or round >= $2)
            and ($3::bigint is null or round <= $3)
          order by round, hotkey collate "C", registered_at`,
        [scope, from, to],
      )
      return rows.map((row) => ({
        ...{ round: row.round, hotkey: row.hotkey, registeredAt: row.registered_at },
        ...{ mean: row.mean, before: row.before, after: row.after, tasks: row.tasks, answered: row.answered },
        ...{ stateBefore: parsed(row.state_before), stateAfter: parsed(row.state_after) },
        scoreboard: row.scoreboard,
        organic:
          row.tasks_mean === null || row.organic_part === null
            ? null
            : { tasksMean: row.tasks_mean, part: row.organic_part },
      }))
    },
  }
}

/** Writes what a round did to scores, in the transaction that folds it. */
export async function writeScoreChanges(
  on: Queryable,
  scope: string,
  scores: readonly ScoreChange[],
): Promise<void> {
  const rows = scores.map(({ round, hotkey, registeredAt, ...change }) => ({
    ...{ round, hotkey, registered_at: registeredAt, mean: change.mean, before: change.before },
    ...{ after: change.after, tasks: change.tasks, answered: change.answered, scoreboard: change.scoreboard },
    ...{ tasks_mean: change.organic?.tasksMean ?? null, organic_part: change.organic?.part ?? null },
    ...{ state_before: JSON.stringify(change.stateBefore), state_after: JSON.stringify(change.stateAfter) },
  }))
  const { sql, values } = insertRows('subnetkit.round_scores', columns, rows)
  await on.query(`${sql} on conflict do nothing`, [scope, ...values])
}
