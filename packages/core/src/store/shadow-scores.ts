import { foldRound } from '../scoreboard/fold-round.js'
import { minerKey, type ScoreEntry } from '../scoreboard/scoreboard.js'
import { type Scoring, settle, stateOf } from '../scoreboard/states.js'
import type { ActivationRule } from '../subnet/next-version.js'
import type { Database, Queryable } from './database.js'
import { insertRows } from './insert-rows.js'
import type { ComparableReceipt } from './records.js'
import { type ResultRow, resultsOf, toResult } from './result-rows.js'
import { fromScore, type ScoreRow, scoreColumns, toScore } from './rows.js'
import { type ComparedShadow, readShadowParts, writeCompared } from './shadow-parts.js'

/** Answers on which a version failed in the shadow. */
export interface ShadowFailures {
  readonly answers: number
  readonly failed: number
  /** Reason of one of them; null without any. */
  readonly reason: string | null
}

/** Scores by the version of the subnet that is not active. They have no effect. Every call is durable when it returns. */
export interface ShadowStore {
  /** Returns the scores that a version has given in the shadow of the active one. */
  shadowScores(version: string): Promise<ScoreEntry[]>
  /** Returns the version of the newest folded round; null without one, or if an older version folded it. */
  activeVersion(): Promise<string | null>
  /**
   * Returns the folded rounds of the active version with scores by this other one that are not folded yet, oldest first.
   */
  openShadows(version: string): Promise<number[]>
  /**
   * Folds the scores by the version that is not active, in a transaction of its own, with those of answers that were compared.
   * Returns the entries that changed, or null if that was done before. Scores of any further version are dropped.
   */
  foldShadow(
    number: number,
    version: string,
    scoring: Scoring,
    compared?: readonly ComparedShadow[],
  ): Promise<ScoreEntry[] | null>
  /** Returns the answers of a round whose scores by this version await a comparison. */
  shadowComparable(round: number, version: string): Promise<ComparableReceipt[]>
  /** Returns the number of answers of a round that a version scored in the shadow, and of those on which it failed. */
  shadowFailures(number: number, version: string): Promise<ShadowFailures>
  /** Leaves a round out of the scores of the shadow. */
  skipShadow(number: number, version: string): Promise<void>
}

export function shadowStore(database: Database, scope: string, graceBlocks: number): ShadowStore {
  return {
    async shadowScores(version) {
      return (await readShadow(database, scope, version)).map(toScore)
    },
    async activeVersion() {
      const [row] = await database.query<{ version: string | null }>(
        `select version from subnetkit.rounds where scope = $1 and state = 'folded' order by number desc limit 1`,
        [scope],
      )
      return row?.version ?? null
    },
    async openShadows(version) {
      const rows = await database.query<{ number: number }>(
        `select r.number from subnetkit.rounds r
          where r.scope = $1 and r.state = 'folded' and r.shadow_version is null
            and r.version is not distinct from (
              select version from subnetkit.rounds where scope = $1 and state = 'folded' order by number desc limit 1)
            and exists (select 1 from subnetkit.receipts t
                         where t.scope = $1 and t.round = r.number and t.shadow_version = $2)
          order by r.number`,
        [scope, version],
      )
      return rows.map(({ number }) => number)
    },
    shadowComparable: (round, version) => readShadowParts(database, scope, { round, version }),
    foldShadow: (number, version, scoring, compared = []) =>
      database.transaction(
        async (transaction) => {
          if (!(await closeShadow(transaction, scope, number, version))) return null
          await writeCompared(transaction, scope, number, compared)
          const results = await transaction.query<ResultRow>(
            // Ordered as in the fold of the active scores.
            `select coalesce(w.successor, r.hotkey) as hotkey, r.registered_at,
                  sum(r.shadow_score order by r.task_id collate "C") / count(*) as mean, count(*)::integer as tasks,
                  (count(*) filter (where r.outcome <> 'absent'))::integer as answered,
                  ${resultsOf('r.shadow_score')}
             from subnetkit.receipts r
             join subnetkit.rounds o on o.scope = r.scope and o.number = r.round
             left join subnetkit.swaps w
               on w.scope = r.scope and w.hotkey = r.hotkey and w.registered_at = r.registered_at
            where r.scope = $1 and r.round = $2 and r.shadow_version = $3 and r.shadow_score is not null
              and not coalesce(o.uncounted, '[]')::jsonb
                      ? (r.outcome || ' ' || split_part(coalesce(r.reason, ''), ': ', 1))
            group by 1, 2 order by 1, 2`,
            [scope, number, version],
          )
          const known = (await readShadow(transaction, scope, version)).map(toScore)
          const changed = foldRound(
            known,
            {
              ...{ number, block: number },
              results: results.map(toResult),
            },
            { ...scoring, version },
          )
          await writeShadow(transaction, scope, changed)
          await transaction.query(
            'delete from subnetkit.shadow_scores where scope = $1 and (version <> $2 or seen_at < $3)',
            [scope, version, number - graceBlocks],
          )
          return changed
        },
        { lock: scope },
      ),
    async shadowFailures(number, version) {
      const [row] = await database.query<ShadowFailures>(
        `select count(*)::integer as answers, count(shadow_reason)::integer as failed, min(shadow_reason) as reason
           from subnetkit.receipts where scope = $1 and round = $2 and shadow_version = $3`,
        [scope, number, version],
      )
      return row!
    },
    async skipShadow(number, version) {
      await closeShadow(database, scope, number, version)
    },
  }
}

/** Marks the shadow of a folded round as done; returns false if it was. */
async function closeShadow(on: Queryable, scope: string, number: number, version: string): Promise<boolean> {
  const closed = await on.query(
    `update subnetkit.rounds set shadow_version = $3
      where scope = $1 and number = $2 and state = 'folded' and shadow_version is null returning number`,
    [scope, number, version],
  )
  return closed.length > 0
}

const readShadow = (on: Queryable, scope: string, version: string) =>
  on.query<ScoreRow>(
    'select * from subnetkit.shadow_scores where scope = $1 and version = $2 order by hotkey, registered_at',
    [scope, version],
  )

async function writeShadow(on: Queryable, scope: string, entries: readonly ScoreEntry[]): Promise<void> {
  const { sql, values } = insertRows('subnetkit.shadow_scores', scoreColumns, entries.map(fromScore))
  await on.query(
    `${sql}
     on conflict (scope, version, hotkey, registered_at) do update
       set score = excluded.score, rounds = excluded.rounds, last_round = excluded.last_round,
           seen_at = excluded.seen_at, state = excluded.state, scoreboard = excluded.scoreboard`,
    [scope, ...values],
  )
}

/** Change of the active version, as a definition allows it. */
export interface Activation {
  /** Versions that the definition has. */
  readonly versions: readonly string[]
  readonly rule: ActivationRule
}

/**
 * Returns the scores with which a round begins that is the first of its version, where the one before was of another version
 * of the definition; null for any other. The scores so far become those of the shadow.
 */
export async function switchScores(
  transaction: Queryable,
  scope: string,
  {
    number,
    scoring,
    activation,
  }: { readonly number: number; readonly scoring: Scoring; readonly activation: Activation },
): Promise<ScoreEntry[] | null> {
  const folded = await transaction.query<{ version: string | null }>(
    `select version from subnetkit.rounds
      where scope = $1 and number <= $2 and state = 'folded' order by number desc limit 2`,
    [scope, number],
  )
  const [own, before] = folded.map(({ version }) => version)
  const { versions, rule } = activation
  if (!own || !before || own === before || !versions.includes(own) || !versions.includes(before)) return null
  const present = (
    await transaction.query<ScoreRow>('select * from subnetkit.scores where scope = $1', [scope])
  ).map(toScore)
  const shadow = rule === 'shadow' ? (await readShadow(transaction, scope, own)).map(toScore) : []
  const begun = new Map(shadow.map((entry) => [minerKey(entry), entry]))
  // What of a scoreboard goes on is for the activation to say.
  const scoringNow: Scoring = { ...scoring, onScoreboardChange: 'continue', version: own }
  await transaction.query('delete from subnetkit.shadow_scores where scope = $1', [scope])
  await writeShadow(
    transaction,
    scope,
    present.map((entry) => ({ ...entry, version: before })),
  )
  return present.map((entry) => {
    const base = begun.get(minerKey(entry)) ?? entry
    const state = () => (rule === 'restart' ? scoring.scoreboard.start() : stateOf(base, scoringNow))
    return { ...entry, rounds: base.rounds, ...settle(scoringNow, state) }
  })
}
