import type { Database, Queryable } from './database.js'
import { insertRows } from './insert-rows.js'
import type { QueryRecord, QueryState, Receipt } from './records.js'
import { boundedText, fromReceipt, type QueryRow, type ReceiptRow, receiptColumns, toQuery } from './rows.js'
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

/** Receipts of a miner that replace its answers. */
interface ScoredMiner extends MinerPlace {
  readonly neverAsked: number
  readonly rows: readonly ReceiptRow[]
  readonly shadow: readonly Receipt[]
}

/** Most characters of questions and answers that one statement writes. */
const mostCharacters = 2_000_000

const lengthOf = ({ input, output, received }: ReceiptRow) =>
  input.length + (output?.length ?? 0) + (received?.length ?? 0)

const isFirst = (places: readonly MinerPlace[], { uid }: MinerPlace, at: number) =>
  places.findIndex((place) => place.uid === uid) === at

/** True for the first place of each miner that has changed. */
const firstOfEach = (places: readonly MinerPlace[], changed: readonly Pick<MinerPlace, 'uid'>[]) =>
  places.map((place, at) => isFirst(places, place, at) && changed.some(({ uid }) => uid === place.uid))

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
  const answeredTogether = runTogether<MinerPlace, boolean>({
    async run(places) {
      const changed = await database.query<{ uid: number }>(
        `update subnetkit.queries set state = 'answered'
          where scope = $1 and round = $2 and uid = any ($3::integer[]) and state = 'planned' returning uid`,
        [scope, places[0]!.round, places.map(({ uid }) => uid)],
      )
      return firstOfEach(places, changed)
    },
    groupOf: ({ round }) => round,
  })
  const scoredTogether = runTogether<ScoredMiner, boolean>({
    async run(given) {
      // Of two calls for one miner, as of a job that was repeated, the first counts.
      const miners = given.filter((miner, at) => isFirst(given, miner, at))
      const rows = miners.flatMap((miner) => miner.rows)
      const added = insertRows('subnetkit.receipts', receiptColumns, rows)
      const [at, of, parts, unsent] = [2, 3, 4, 5].map((place) => added.values.length + place)
      const own = `scope = $1 and round = $${at} and uid = any ($${of}::integer[])`
      const isOurs = 'uid in (select uid from changed)'
      // The rows of the queries, which are updated first, keep others off the rest.
      const changed = await database.query<{ uid: number }>(
        `with changed as (update subnetkit.queries
                             set state = 'scored', never_asked = ($${unsent}::integer[])[array_position($${of}::integer[], uid)]
                           where ${own} and state = 'answered' returning uid, hotkey),
              added as (${added.sql} where given.${isOurs} on conflict do nothing),
              shadowed as (${insertShadowParts(`$${parts}`)}
                            where one.hotkey in (select hotkey from changed) on conflict do nothing),
              dropped as (delete from subnetkit.answers where ${own} and ${isOurs}),
              dropped_parts as (delete from subnetkit.answer_parts where ${own} and ${isOurs})
         select uid from changed`,
        [
          ...[scope, ...added.values, miners[0]!.round, miners.map(({ uid }) => uid)],
          shadowPartsOf(miners.flatMap(({ shadow }) => shadow)),
          miners.map(({ neverAsked }) => neverAsked),
        ],
      )
      return firstOfEach(given, changed)
    },
    sizeOf: ({ rows }) => rows.reduce((sum, row) => sum + lengthOf(row), 0),
    ...{ groupOf: ({ round }) => round, mostItems: 50, mostSize: mostCharacters },
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
    answered: (round, uid) => answeredTogether({ round, uid }),
    scored: (round, uid, receipts, neverAsked = 0) =>
      scoredTogether({
        ...{ round, uid, neverAsked, shadow: receipts.filter(({ shadow }) => shadow?.parts?.features) },
        rows: receipts.map((receipt) => fromReceipt(receipt, maxJsonLength)),
      }),
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
