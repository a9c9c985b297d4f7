import type { Database, Queryable } from './database.js'
import { insertReceipts } from './receipts.js'
import type { QueryRecord, QueryState, Receipt } from './records.js'
import { boundedText, type QueryRow, toQuery } from './rows.js'
import { type MinerPlace, placeKey, placeValues, queriesOfPlaces, runTogether } from './run-together.js'
import { insertShadowParts, shadowPartsOf } from './shadow-parts.js'

/** Number of queries that were open when the time of their round was over. */
export interface ClosedQueries {
  /** Miners that were not asked, or not about all of their tasks. */
  readonly unasked: number
  /** Miners whose answers were not scored. */
  readonly unscored: number
}

/** Queries of a round that asks no further. */
export interface EndedAsking {
  /** Uids of the miners that were asked in part: what they answered is scored. */
  readonly answered: readonly number[]
  /** Number of miners without any answer. */
  readonly unasked: number
}

/** Queries of one validator, one for each miner of a round. Every call is durable when it returns. */
export interface QueryStore {
  query(round: number, uid: number): Promise<QueryRecord | null>
  /** Returns the queries of a round in the order in which they are asked: all, or those in one of these states. */
  queries(round: number, states?: readonly QueryState[]): Promise<QueryRecord[]>
  /** Returns true while a query of a round is planned or answered. */
  hasOpenQueries(round: number): Promise<boolean>
  /** Records that all tasks of a planned query are over; returns false for any other. */
  answered(round: number, uid: number): Promise<boolean>
  /**
   * Replaces the answers of an answered query by its receipts, and notes the number of tasks that were never sent; returns false,
   * and changes nothing, for any other.
   */
  scored(round: number, uid: number, receipts: readonly Receipt[], neverAsked?: number): Promise<boolean>
  /**
   * Ends asking for the planned queries of a round, or the one, with the reason: those with an answer become answered,
   * so that no miner escapes a score by being slow, and the others unasked. The one was passed over: unless it was
   * asked in part, its turn is still to come.
   */
  endAsking(round: number, reason: string, uid?: number): Promise<EndedAsking>
  /** Ends those queries of a round that are planned or answered, with the reason. */
  closeQueries(round: number, reason: string): Promise<ClosedQueries>
}

/** Queries: a state never goes back. */
export function queryStore(database: Database, scope: string, maxJsonLength: number): QueryStore {
  const queryTogether = runTogether<MinerPlace, QueryRecord | null>({
    async run(places) {
      const rows = await database.query<QueryRow>(`select q.* from ${queriesOfPlaces}`, [
        scope,
        ...placeValues(places),
      ])
      const found = new Map(rows.map((row) => [placeKey(row), toQuery(row)]))
      return places.map((place) => found.get(placeKey(place)) ?? null)
    },
  })
  const openTogether = runTogether<number, boolean>({
    async run(rounds) {
      const open = await database.query<{ round: number }>(
        `select round from unnest($2::bigint[]) as r (round) where exists (
           select 1 from subnetkit.queries q
            where q.scope = $1 and q.round = r.round and q.state in ('planned', 'answered'))`,
        [scope, [...new Set(rounds)]],
      )
      const found = new Set(open.map(({ round }) => round))
      return rounds.map((round) => found.has(round))
    },
  })

  return {
    query: (round, uid) => queryTogether({ round, uid }),
    async queries(round, states) {
      const rows = await database.query<QueryRow>(
        `select * from subnetkit.queries
          where scope = $1 and round = $2 and ($3::text[] is null or state = any ($3::text[]))
          order by position, uid`,
        [scope, round, states ?? null],
      )
      return rows.map(toQuery)
    },
    hasOpenQueries: openTogether,
    async answered(round, uid) {
      const changed = await database.query(
        `update subnetkit.queries set state = 'answered'
          where scope = $1 and round = $2 and uid = $3 and state = 'planned' returning uid`,
        [scope, round, uid],
      )
      return changed.length > 0
    },
    async scored(round, uid, receipts, neverAsked = 0) {
      const added = insertReceipts(receipts, maxJsonLength)
      const shadow = shadowPartsOf(receipts)
      const [at, of, parts, unsent] = [2, 3, 4, 5].map((place) => added.values.length + place)
      const own = `scope = $1 and round = $${at} and uid = $${of}`
      const isOurs = 'exists (select 1 from changed)'
      // The row of the query, which is updated first, keeps others off the rest.
      const changed = await database.query(
        `with changed as (update subnetkit.queries set state = 'scored', never_asked = $${unsent}::integer
                              where ${own} and state = 'answered' returning uid),
              added as (${added.sql} where ${isOurs} on conflict do nothing),
              shadowed as (${insertShadowParts(`$${parts}`)} where ${isOurs} on conflict do nothing),
              dropped as (delete from subnetkit.answers where ${own} and ${isOurs}),
              dropped_parts as (delete from subnetkit.answer_parts where ${own} and ${isOurs})
         select uid from changed`,
        [scope, ...added.values, round, uid, shadow, neverAsked],
      )
      return changed.length > 0
    },
    async endAsking(round, reason, uid) {
      const ended = await database.query<{ uid: number; state: QueryState }>(
        `update subnetkit.queries q
            set state = case when exists (select 1 from subnetkit.answers a
                                           where a.scope = $1 and a.round = $2 and a.uid = q.uid)
                        then 'answered' else 'unasked' end, reason = $3,
                keeps_turn = $4::integer is not null and not exists (
                  select 1 from subnetkit.answers a where a.scope = $1 and a.round = $2 and a.uid = q.uid)
          where scope = $1 and round = $2 and state = 'planned' and uid = any (array(
            -- Locked in the order in which answers lock them.
            select uid from subnetkit.queries
             where scope = $1 and round = $2 and state = 'planned' and ($4::integer is null or uid = $4)
             order by uid for update))
          returning uid, state`,
        [scope, round, boundedText(reason), uid ?? null],
      )
      const answered = ended.filter(({ state }) => state === 'answered').map((row) => row.uid)
      return { answered, unasked: ended.length - answered.length }
    },
    closeQueries: (round, reason) =>
      database.transaction(
        async (transaction) => {
          const closed = await transaction.query<{ state: QueryState }>(
            `update subnetkit.queries
              set state = case state when 'planned' then 'unasked' else 'unscored' end, reason = $3
            where scope = $1 and round = $2 and state in ('planned', 'answered') returning state`,
            [scope, round, boundedText(reason)],
          )
          if (closed.length > 0) await dropAnswers(transaction, scope, round)
          const unasked = closed.filter(({ state }) => state === 'unasked').length
          return { unasked, unscored: closed.length - unasked }
        },
        { lock: scope },
      ),
  }
}

/** Deletes the answers of a round, or of one of its miners, whose queries are over. */
export async function dropAnswers(on: Queryable, scope: string, round: number, uid?: number): Promise<void> {
  for (const table of ['answers', 'answer_parts']) {
    await on.query(
      `delete from subnetkit.${table} where scope = $1 and round = $2 and ($3::integer is null or uid = $3)`,
      [scope, round, uid ?? null],
    )
  }
}
