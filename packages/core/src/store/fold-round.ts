import { blend, type CappedEvidence } from '../organic/evidence.js'
import { foldRound, type RoundResult } from '../scoreboard/fold-round.js'
import { minerKey, type ScoreEntry } from '../scoreboard/scoreboard.js'
import { convertScores, type ScoreboardReplaced, type Scoring, stateOf } from '../scoreboard/states.js'
import { comparedScores } from './comparison-rows.js'
import type { Database, Queryable } from './database.js'
import { insertRows } from './insert-rows.js'
import { countEvidence } from './organic-evidence.js'
import { dropAnswers } from './queries.js'
import { endOfOlder, leavesToPartitions } from './receipt-partitions.js'
import { type ResultRow, resultsOf, toResult } from './result-rows.js'
import { boundedText, fromScore, type ScoreRow, scoreColumns, toScore } from './rows.js'
import { type OrganicShare, type ScoreChange, writeScoreChanges } from './score-changes.js'
import { type Activation, switchScores } from './shadow-scores.js'
import { trimBodies } from './trim-bodies.js'

/** Inputs of {@link foldInto} besides the database. */
interface Fold {
  readonly number: number
  readonly scoring: Scoring
  readonly uncounted: readonly string[]
  readonly activation?: Activation | undefined
  /** Most that the evidence of users may be of a mean; 0 counts none. */
  readonly organicShare: number
  readonly keepRounds: number
  readonly keepBlocks: number
  readonly keepBytes: number
  readonly keepBodies: number
  readonly graceBlocks: number
}

/** Round that ends, and what is kept of those before it. */
type Retention = Omit<Fold, 'scoring' | 'uncounted' | 'activation' | 'organicShare'>

/** Score of a receipt `r`, or that of its comparison `c`. */
const score = 'coalesce(c.score, r.score)'

/** The one transaction in which a round's receipts become scores. */
export function foldInto(database: Database, scope: string, fold: Fold): Promise<ScoreEntry[] | null> {
  return database.transaction(
    async (transaction) => {
      if (!(await closeRound(transaction, scope, fold.number))) return null
      const results = await transaction.query<ResultRow>(
        // Ordered by task, so that the same receipts add up to the same bits.
        // Of a hotkey that was swapped meanwhile, they count for its successor.
        `with ${comparedScores}
         select coalesce(w.successor, r.hotkey) as hotkey, r.registered_at,
              sum(${score} order by r.task_id collate "C") / count(*) as mean, count(*)::integer as tasks,
              (count(*) filter (where r.outcome <> 'absent'))::integer as answered, ${resultsOf(score)}
         from subnetkit.receipts r
         left join compared c on c.hotkey = r.hotkey and c.task_id = r.task_id
         left join subnetkit.swaps w
           on w.scope = r.scope and w.hotkey = r.hotkey and w.registered_at = r.registered_at
        where r.scope = $1 and r.round = $2 and r.outcome <> 'ours'
          and r.outcome || ' ' || split_part(coalesce(r.reason, ''), ': ', 1) <> all($3::text[])
        group by 1, 2 order by 1, 2`,
        [scope, fold.number, fold.uncounted],
      )
      const { activation } = fold
      const switched = activation && (await switchScores(transaction, scope, { ...fold, activation }))
      if (switched) await writeScores(transaction, scope, switched)
      const known = await transaction.query<ScoreRow>('select * from subnetkit.scores where scope = $1', [
        scope,
      ])
      const asked = results.map(toResult)
      const { organicShare } = fold
      const evidence =
        organicShare > 0 ? await countEvidence(transaction, scope, fold.number, asked) : new Map()
      const rounded = asked.map((result) => withEvidence(result, evidence, organicShare))
      const changed = foldRound(
        known.map(toScore),
        { number: fold.number, block: fold.number, results: rounded.map(({ organic: _, ...one }) => one) },
        fold.scoring,
      )
      await writeScores(transaction, scope, changed)
      await writeScoreChanges(transaction, scope, changesOf(known.map(toScore), rounded, changed, fold))
      await transaction.query(
        `update subnetkit.rounds set uncounted = $3, receipt_bytes = (
           select sum(pg_column_size(t.*)) from subnetkit.receipts t where scope = $1 and round = $2)
           + (select coalesce(sum(pg_column_size(c.*)), 0) from subnetkit.comparisons c where scope = $1 and round = $2)
           + (select coalesce(sum(pg_column_size(s.*)), 0) from subnetkit.shadow_parts s where scope = $1 and round = $2)
          where scope = $1 and number = $2`,
        [scope, fold.number, JSON.stringify(fold.uncounted)],
      )
      await forget(transaction, scope, fold)
      return changed
    },
    { lock: scope },
  )
}

/** Result of a miner, and the part of users in its mean. */
type BlendedResult = RoundResult & { readonly organic: OrganicShare | null }

/** The evidence of users is a part of the mean, where there is any; single tasks stay as they were scored. */
function withEvidence(
  result: RoundResult,
  evidence: ReadonlyMap<string, CappedEvidence>,
  share: number,
): BlendedResult {
  const own = evidence.get(minerKey(result))
  if (own === undefined) return { ...result, organic: null }
  const part = share * own.counted
  return { ...result, mean: blend(result.mean, own.mean, part), organic: { tasksMean: result.mean, part } }
}

/** Change of each score by the round. */
function changesOf(
  known: readonly ScoreEntry[],
  results: readonly BlendedResult[],
  changed: readonly ScoreEntry[],
  { number: round, scoring }: Fold,
): ScoreChange[] {
  const before = new Map(known.map((entry) => [minerKey(entry), entry]))
  return changed.map(({ hotkey, registeredAt, score: after, state, scoreboard }, at) => {
    const previous = before.get(minerKey({ hotkey, registeredAt }))
    const { mean, tasks, answered, organic } = results[at]!
    return {
      ...{ round, hotkey, registeredAt, mean, tasks, answered, before: previous?.score ?? null, after },
      ...{ stateBefore: stateOf(previous, scoring), stateAfter: state, scoreboard, organic },
    }
  })
}

/** Converts the scores that another scoreboard left, all of them or none. */
export function convertInto(
  database: Database,
  scope: string,
  scoring: Scoring,
): Promise<readonly ScoreboardReplaced[]> {
  return database.transaction(
    async (transaction) => {
      const known = await transaction.query<ScoreRow>('select * from subnetkit.scores where scope = $1', [
        scope,
      ])
      const { changed, replaced } = convertScores(known.map(toScore), scoring)
      await writeScores(transaction, scope, changed)
      return replaced
    },
    { lock: scope },
  )
}

/** Ends a planned round that counts for no miner; returns false for any other. */
export function voidInto(
  database: Database,
  scope: string,
  end: Retention & { readonly reason: string },
): Promise<boolean> {
  return database.transaction(
    async (transaction) => {
      const ended = await transaction.query(
        `update subnetkit.rounds r set state = 'skipped', reason = $3 where ${isDue} returning number`,
        [scope, end.number, boundedText(end.reason)],
      )
      if (ended.length === 0) return false
      await forget(transaction, scope, end)
      return true
    },
    { lock: scope },
  )
}

/** A planned round without open queries, and without an earlier round that is open: rounds are folded in order. */
export const isDue = `r.scope = $1 and r.number = $2 and r.state = 'planned'
  and not exists (select 1 from subnetkit.queries q
                   where q.scope = $1 and q.round = $2 and q.state in ('planned', 'answered'))
  and not exists (select 1 from subnetkit.rounds e
                   where e.scope = $1 and e.number < $2 and e.state in ('opened', 'committed', 'planned'))`

/** Ends a round that is due, which is folded from now on; returns false for any other, and for one before a folded one. */
async function closeRound(transaction: Queryable, scope: string, number: number): Promise<boolean> {
  const closed = await transaction.query(
    `update subnetkit.rounds r set state = 'folded' where ${isDue}
       and not exists (select 1 from subnetkit.rounds l
                        where l.scope = $1 and l.number > $2 and l.state = 'folded') returning number`,
    [scope, number],
  )
  return closed.length > 0
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
           seen_at = excluded.seen_at, state = excluded.state, scoreboard = excluded.scoreboard,
           version = excluded.version`,
    [scope, ...values],
  )
}

/** Rounds that are kept for their secret's sake: the shortest that a secret may serve through the longest epoch. */
const mostUnrevealed = 6_000

/** Drops the answers that came too late, and data beyond the retention limits. */
async function forget(transaction: Queryable, scope: string, fold: Retention): Promise<void> {
  const { number, keepRounds, keepBlocks, keepBytes, keepBodies, graceBlocks } = fold
  await dropAnswers(transaction, scope, number)
  if (keepBodies < keepRounds) await trimBodies(transaction, scope, keepBodies)
  const [oldest] = await transaction.query<{ number: number }>(
    // The newest round is kept whatever it takes.
    `select max(number) as number from (
       select number, row_number() over newest as place, sum(coalesce(receipt_bytes, 0)) over newest as bytes
         from subnetkit.rounds where scope = $1 and number <= $2 window newest as (order by number desc)) kept
      where place > 1 and (place > $3 or number < $2 - $4::bigint or bytes > $5::bigint) having count(*) > 0`,
    [scope, number, keepRounds, keepBlocks, keepBytes],
  )
  if (oldest) {
    await transaction.query('update subnetkit.scopes set forgotten = $2 where id = $1 and forgotten < $2', [
      ...[scope, oldest.number],
    ])
    // A limit in bytes means what is on the disk.
    const isLeft = keepBytes === Number.MAX_SAFE_INTEGER && leavesToPartitions(number, oldest.number)
    // A chain with lower blocks than another one in the store would never come to the end of the older receipts.
    const upTo = isLeft ? Math.min(oldest.number, (await endOfOlder(transaction)) - 1) : oldest.number
    await transaction.query('delete from subnetkit.receipts where scope = $1 and round <= $2', [scope, upTo])
    for (const table of [
      'answer_receipts',
      'shadow_parts',
      'verdicts',
      'comparisons',
      'round_scores',
      'queries',
      'observations',
      'organic_evidence',
    ]) {
      await transaction.query(`delete from subnetkit.${table} where scope = $1 and round <= $2`, [
        scope,
        oldest.number,
      ])
    }
    // A secret that is still to be revealed is kept with its rounds, but not for ever: it may never be.
    await transaction.query(
      `delete from subnetkit.rounds where scope = $1 and number <= $2
         and (revealed or commit_block is null or number <= (
           select number from subnetkit.rounds where scope = $1 order by number desc offset $3 limit 1))`,
      [scope, oldest.number, keepRounds + mostUnrevealed],
    )
  }
  await transaction.query(
    `delete from subnetkit.outbox where scope = $1 and settled and number <=
       (select number from subnetkit.outbox where scope = $1 and settled
         order by number desc offset $2 limit 1)`,
    [scope, keepRounds],
  )
  await transaction.query('delete from subnetkit.scores where scope = $1 and seen_at < $2', [
    scope,
    number - graceBlocks,
  ])
}
