import {
  capEvidence,
  type OrganicCaps,
  type OrganicEvidence,
  type OrganicSource,
  organicCaps,
} from '../organic/evidence.js'
import { type MinerIdentity, minerKey } from '../scoreboard/scoreboard.js'
import type { Database, Queryable } from './database.js'
import { type Columns, insertRows } from './insert-rows.js'

/** A verdict as the store keeps it. */
export interface StoredEvidence extends Omit<OrganicEvidence, 'miner'>, MinerIdentity {
  /** Id that one answer always has: a second verdict on it is none. */
  readonly id: string
  /** Time of the verdict, in ms since the epoch. */
  readonly at: number
  readonly source: OrganicSource
  /** Id of the gateway's receipt of the answer; null without receipts. */
  readonly receipt: string | null
}

/** Evidence of users' traffic. */
export interface OrganicStore {
  /** Keeps verdicts until a round counts them, and returns the number of those that are new. */
  addEvidence(evidence: readonly StoredEvidence[]): Promise<number>
  /** Deletes the verdicts on requests of some keys that no round has counted yet, and returns their number. */
  dropEvidence(keys: readonly string[]): Promise<number>
  /** Returns the ids of the keys whose verdicts no round has counted yet. */
  waitingKeys(): Promise<string[]>
  /** Returns the verdicts that a round has counted, by id. */
  evidenceOf(round: number): Promise<StoredEvidence[]>
  /** Returns the number of verdicts that no round has counted yet. */
  waitingEvidence(): Promise<number>
}

interface EvidenceRow {
  readonly id: string
  readonly at: number
  readonly hotkey: string
  readonly registered_at: number
  readonly payer: string
  readonly key: string
  readonly verdict: number
  readonly source: OrganicSource
  readonly receipt: string | null
}

const columns: Columns<EvidenceRow> = {
  ...{ id: 'text', at: 'bigint', hotkey: 'text', registered_at: 'bigint', payer: 'text', key: 'text' },
  ...{ verdict: 'double precision', source: 'text', receipt: 'text' },
}
const table = 'subnetkit.organic_evidence'

/**
 * Verdicts that wait, at most, and for how long, in ms: what nobody counts in a day says nothing about today. Beyond the limit, those of
 * the payer that has most are dropped first: a flood of requests drops none of others.
 */
const mostWaiting = 20_000
const longestWaitMs = 86_400_000

const toEvidence = ({ registered_at: registeredAt, ...row }: EvidenceRow): StoredEvidence => ({
  ...{ id: row.id, at: row.at, hotkey: row.hotkey, registeredAt, payer: row.payer, key: row.key },
  ...{ verdict: row.verdict, source: row.source, receipt: row.receipt },
})

export function organicStore(database: Database, scope: string): OrganicStore {
  return {
    async addEvidence(evidence) {
      if (evidence.length === 0) return 0
      const { sql, values } = insertRows(
        table,
        columns,
        evidence.map(({ registeredAt, ...one }) => ({ ...one, registered_at: registeredAt })),
      )
      const added = await database.query(`${sql} on conflict do nothing returning id`, [scope, ...values])
      const newest = Math.max(...evidence.map(({ at }) => at))
      await database.query(
        `delete from ${table} where scope = $1 and round is null and (at < $2 or id in (
           select id from (
             select id, at, row_number() over (partition by payer order by at desc, id) as place from ${table}
              where scope = $1 and round is null
                and exists (select from ${table} where scope = $1 and round is null offset $3)) waiting
            order by place, at desc, id offset $3))`,
        [scope, newest - longestWaitMs, mostWaiting],
      )
      return added.length
    },
    async dropEvidence(keys) {
      if (keys.length === 0) return 0
      const dropped = await database.query(
        `delete from ${table} where scope = $1 and round is null and key = any($2::text[]) returning id`,
        [scope, keys],
      )
      return dropped.length
    },
    async waitingKeys() {
      const rows = await database.query<{ key: string }>(
        `select distinct key from ${table} where scope = $1 and round is null`,
        [scope],
      )
      return rows.map(({ key }) => key)
    },
    evidenceOf: async (round) => (await readCounted(database, scope, round)).map(toEvidence),
    async waitingEvidence() {
      const [row] = await database.query<{ count: number }>(
        `select count(*)::integer as count from ${table} where scope = $1 and round is null`,
        [scope],
      )
      return row!.count
    },
  }
}

const readCounted = (on: Queryable, scope: string, round: number): Promise<EvidenceRow[]> =>
  on.query<EvidenceRow>(
    `select id, at, hotkey, registered_at, payer, key, verdict, source, receipt
       from ${table} where scope = $1 and round = $2 order by id collate "C"`,
    [scope, round],
  )

/**
 * Takes the verdicts on the miners of a round that wait, in the transaction that folds it, and returns their part in each miner's mean. The
 * others go on waiting. A verdict counts in one round at most, for the hotkey that the miner has now.
 */
export async function countEvidence(
  transaction: Queryable,
  scope: string,
  round: number,
  miners: readonly MinerIdentity[],
): Promise<ReturnType<typeof capEvidence>> {
  await transaction.query(
    `update ${table} e set round = $2, hotkey = m.hotkey
       from unnest($3::text[], $4::bigint[]) as m (hotkey, registered_at)
      where e.scope = $1 and e.round is null and e.registered_at = m.registered_at
        and m.hotkey = coalesce((select w.successor from subnetkit.swaps w
          where w.scope = e.scope and w.hotkey = e.hotkey and w.registered_at = e.registered_at), e.hotkey)`,
    [scope, round, miners.map(({ hotkey }) => hotkey), miners.map(({ registeredAt }) => registeredAt)],
  )
  return cappedEvidence((await readCounted(transaction, scope, round)).map(toEvidence))
}

/** Evidence of a round under its caps, by miner. */
export const cappedEvidence = (evidence: readonly StoredEvidence[], caps: OrganicCaps = organicCaps) =>
  capEvidence(
    evidence.map(({ key, payer, verdict, ...one }) => ({ miner: minerKey(one), key, payer, verdict })),
    caps,
  )
