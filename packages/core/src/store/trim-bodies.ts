import type { Queryable } from './database.js'

/** Rounds that a fold trims at most: a store that begins to trim catches up over some folds. */
const roundsAtOnce = 4

/** One in so many receipts keeps question and answer: 4 of 256 hashes. */
const sample = "substr(md5(t.hotkey || ' ' || t.task_id), 1, 2) < '04'"

/** JSON of what a body was; see `CutJson`. */
const gone = (column: string) =>
  `'{"cut":true,"length":' || length(t.${column}) || ',"start":"","gone":true}'`

/**
 * Replaces questions and answers beyond the newest `keepBodies` rounds by their lengths. Hashes, scores and parts stay, and so do whole receipts
 * of a sample, of whatever was not scored, and of miners with flags.
 */
export async function trimBodies(transaction: Queryable, scope: string, keepBodies: number): Promise<void> {
  const rounds = await transaction.query<{ number: number }>(
    `select number from (
       select number, bodies_gone, row_number() over (order by number desc) as place
         from subnetkit.rounds where scope = $1 and state = 'folded') known
      where place > $2 and not bodies_gone order by number limit ${roundsAtOnce}`,
    [scope, keepBodies],
  )
  for (const { number } of rounds) {
    await transaction.query(
      `update subnetkit.receipts t set input = ${gone('input')}, received = null,
          output = case when t.output is null and t.received is null then null
            else coalesce(${gone('output')}, ${gone('received')}) end
        where t.scope = $1 and t.round = $2 and t.outcome = 'scored' and t.reason is null and not ${sample}
          and coalesce(t.parts, '') not like '%"flags"%'
          and not exists (select 1 from subnetkit.comparisons c
            where c.scope = $1 and c.round = $2 and c.hotkey = t.hotkey and c.changes like '%"kind"%')`,
      [scope, number],
    )
    await transaction.query(
      `update subnetkit.rounds set bodies_gone = true, receipt_bytes = least(receipt_bytes, (
         select sum(pg_column_size(t.*)) from subnetkit.receipts t where scope = $1 and round = $2))
        where scope = $1 and number = $2`,
      [scope, number],
    )
  }
}
