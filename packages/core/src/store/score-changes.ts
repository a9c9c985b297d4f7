import type { MinerIdentity } from '../scoreboard/scoreboard.js'
import type { Database, Queryable } from './database.js'
import { type Columns, insertRows } from './insert-rows.js'

/** What a round did to the score of one miner. */
export interface ScoreChange extends MinerIdentity {
  readonly round: number
  /** Mean of its tasks in the round, in [0, 1]. */
  readonly mean: number
  /** Score before the round; null for a newcomer. */
  readonly before: number | null
  /** Score after it. */
  readonly after: number
}

/** History of scores, kept as long as the receipts. */
export interface ScoreChangeStore {
  /** Returns what rounds did to scores, in the order of rounds, then by miner: of one round, or of all that are kept. */
  scoreChanges(round?: number): Promise<ScoreChange[]>
}

interface ScoreChangeRow {
  readonly round: number
  readonly hotkey: string
  readonly registered_at: number
  readonly mean: number
  readonly before: number | null
  readonly after: number
}

const columns: Columns<ScoreChangeRow> = {
  round: 'bigint',
  hotkey: 'text',
  registered_at: 'bigint',
  mean: 'double precision',
  before: 'double precision',
  after: 'double precision',
}

export function scoreChangeStore(database: Database, scope: string): ScoreChangeStore {
  return {
    async scoreChanges(round) {
      const rows = await database.query<ScoreChangeRow>(
        `select * from subnetkit.round_scores where scope = $1 and ($2::bigint is null or round = $2)
          order by round, hotkey collate "C", registered_at`,
        [scope, round ?? null],
      )
      return rows.map((row) => ({
        ...{ round: row.round, hotkey: row.hotkey, registeredAt: row.registered_at },
        ...{ mean: row.mean, before: row.before, after: row.after },
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
  const rows = scores.map(({ round, hotkey, registeredAt, mean, before, after }) => ({
    ...{ round, hotkey, registered_at: registeredAt, mean, before, after },
  }))
  const { sql, values } = insertRows('subnetkit.round_scores', columns, rows)
  await on.query(`${sql} on conflict do nothing`, [scope, ...values])
}
