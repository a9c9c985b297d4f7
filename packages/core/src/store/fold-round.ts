import type { ScoreboardPolicy } from '../scoreboard/policy.js'
import { foldRound, type ScoreEntry } from '../scoreboard/scoreboard.js'
import type { Database, Queryable } from './database.js'
import { insertRows } from './insert-rows.js'
import { boundedText, fromScore, type ScoreRow, scoreColumns, toScore } from './rows.js'

/** Inputs of {@link foldInto} besides the database. */
export interface Fold {
  readonly number: number
  readonly policy: ScoreboardPolicy
  readonly keepRounds: number
  readonly graceBlocks: number
}

/** The one transaction in which a round's receipts become scores. */
export function foldInto(database: Database, scope: string, fold: Fold): Promise<ScoreEntry[] | null> {
  return database.transaction(async (transaction) => {
    const block = await closeRound(transaction, scope, fold.number)
    if (block === null) return null
    const results = await transaction.query<{ hotkey: string; registered_at: number; mean: number }>(
      // Ordered by task, so that the same receipts add up to the same bits.
      `select hotkey, registered_at, sum(score order by task_id) / count(*) as mean
         from subnetkit.receipts where scope = $1 and round = $2 and outcome <> 'ours'
        group by hotkey, registered_at order by hotkey, registered_at`,
      [scope, fold.number],
    )
    const known = await transaction.query<ScoreRow>('select * from subnetkit.scores where scope = $1', [
      scope,
    ])
    const changed = foldRound(
      known.map(toScore),
      {
        number: fold.number,
        block,
        results: results.map((row) => ({
          hotkey: row.hotkey,
          registeredAt: row.registered_at,
          mean: row.mean,
        })),
      },
      fold.policy,
    )
    await writeScores(transaction, scope, changed)
    await transaction.query('update subnetkit.receipts set folded = true where scope = $1 and round = $2', [
      scope,
      fold.number,
    ])
    await forget(transaction, scope, fold, block)
    return changed
  })
}

/** Ends a planned round that counts for nobody; does nothing to any other. */
export function voidInto(
  database: Database,
  scope: string,
  end: Omit<Fold, 'policy'> & { readonly reason: string },
): Promise<void> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query<{ block: number }>(
      `update subnetkit.rounds set state = 'skipped', reason = $3
        where scope = $1 and number = $2 and state = 'planned' returning block`,
      [scope, end.number, boundedText(end.reason)],
    )
    if (row) await forget(transaction, scope, end, row.block)
  })
}

/** The block of a planned round, which is folded from now on; null for any other. */
async function closeRound(transaction: Queryable, scope: string, number: number): Promise<number | null> {
  const [row] = await transaction.query<{ block: number }>(
    `update subnetkit.rounds set state = 'folded'
      where scope = $1 and number = $2 and state = 'planned' returning block`,
    [scope, number],
  )
  return row?.block ?? null
}

async function writeScores(
  transaction: Queryable,
  scope: string,
  entries: readonly ScoreEntry[],
): Promise<void> {
  const { sql, values } = insertRows('subnetkit.scores', scoreColumns, entries.map(fromScore))
  await transaction.query(
    `${sql}
     on conflict (scope, hotkey, registered_at) do update
       set score = excluded.score, rounds = excluded.rounds, last_round = excluded.last_round,
           seen_at = excluded.seen_at`,
    [scope, ...values],
  )
}

/** Drops data beyond the retention limits. */
async function forget(
  transaction: Queryable,
  scope: string,
  fold: Omit<Fold, 'policy'>,
  block: number,
): Promise<void> {
  const oldest = fold.number - fold.keepRounds
  for (const table of ['receipts', 'answer_receipts']) {
    await transaction.query(`delete from subnetkit.${table} where scope = $1 and round <= $2`, [
      scope,
      oldest,
    ])
  }
  await transaction.query(
    `delete from subnetkit.outbox where scope = $1 and settled and number <=
       (select number from subnetkit.outbox where scope = $1 and settled
         order by number desc offset $2 limit 1)`,
    [scope, fold.keepRounds],
  )
  await transaction.query('delete from subnetkit.rounds where scope = $1 and number <= $2', [scope, oldest])
  await transaction.query('delete from subnetkit.scores where scope = $1 and seen_at < $2', [
    scope,
    block - fold.graceBlocks,
  ])
}
