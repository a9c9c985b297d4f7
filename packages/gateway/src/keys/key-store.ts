import { type Clock, setLatest } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'
import { gatewayError } from '../errors.js'
import { forgetReplays } from '../organic/replay-store.js'
import { createKey, isSameHash, parseKey } from './key-format.js'
import type { KeyLimits, KeyRecord, OrganicConsent } from './records.js'

/** A key that is to be made. */
export interface KeyRequest extends Partial<KeyLimits> {
  readonly name: string
  readonly project?: string | null | undefined
  readonly models?: readonly string[] | null | undefined
  /** True for a key that spends what is paid in for it. @default false */
  readonly prepaid?: boolean | undefined
  /** Agreement of its owner to what its requests may be used for. @default 'off' */
  readonly organic?: OrganicConsent | undefined
}

/** The keys of a gateway. */
export interface KeyStore {
  /** Makes a key. Its text is returned once, and stored nowhere. */
  create(request: KeyRequest): Promise<{ readonly key: string; readonly record: KeyRecord }>
  list(): Promise<readonly KeyRecord[]>
  /** Ends a key within the life of a cached one. Throws KEY_UNKNOWN. */
  revoke(id: string): Promise<KeyRecord>
  /** Changes the rates that are given; null lifts one. Throws KEY_UNKNOWN. */
  limit(id: string, limits: Partial<KeyLimits>): Promise<KeyRecord>
  /** Records what the owner of a key agrees to; anything less deletes its questions at once. Throws KEY_UNKNOWN. */
  consent(id: string, organic: OrganicConsent): Promise<KeyRecord>
  /** Returns those of some ids whose owners have agreed to nothing by now, or whose keys are revoked or unknown. */
  withdrawn(ids: readonly string[]): Promise<readonly string[]>
  /**
   * The key of a text; null for one that is unknown, mistyped or revoked. `isSuspect` is asked for texts that are not in memory: it returns true
   * for a caller that has sent many which are no keys, of which those whose id no key has cost no look-up.
   */
  find(
    text: string,
    options?: { readonly isSuspect?: (() => Promise<boolean>) | undefined },
  ): Promise<KeyRecord | null>
}

/** Life of a look-up in memory, also of one that found nothing, in ms. */
const cachedMs = 5_000
const mostCached = 10_000

interface KeyRow {
  readonly id: string
  readonly hash: string
  readonly name: string
  readonly project: string | null
  readonly models: string | null
  readonly requests_per_minute: number | null
  readonly tokens_per_minute: number | null
  readonly in_flight: number | null
  readonly prepaid: boolean
  readonly organic: OrganicConsent
  readonly created_at: number | string
  readonly revoked_at: number | string | null
}

const table = 'subnetkit_gateway.keys'

/** `onWithdrawn` is called for a key of which nothing may count any more, and waited for. */
export function createKeyStore(
  database: Database,
  clock: Pick<Clock, 'date' | 'now'>,
  onWithdrawn: (id: string) => void | Promise<void> = () => {},
): KeyStore {
  const cache = new Map<string, { readonly row: KeyRow | null; readonly until: number }>()

  let ids: { readonly until: number; readonly all: Promise<Set<string>> } | undefined
  /** Ids of all keys, read once in the life of a look-up. */
  function allIds(): Promise<Set<string>> {
    if (ids !== undefined && ids.until > clock.now()) return ids.all
    const all = database
      .query<Pick<KeyRow, 'id'>>(`select id from ${table} where revoked_at is null`)
      .then((rows) => new Set(rows.map(({ id }) => id)))
    ids = { until: clock.now() + cachedMs, all }
    all.catch(() => {
      ids = undefined
    })
    return all
  }

  async function rowOf(id: string, isSuspect?: () => Promise<boolean>): Promise<KeyRow | null> {
    const known = cache.get(id)
    if (known !== undefined && known.until > clock.now()) return known.row
    if ((await isSuspect?.()) && !(await allIds()).has(id)) return null
    const [row = null] = await database.query<KeyRow>(`select * from ${table} where id = $1`, [id])
    setLatest(cache, id, { row, until: clock.now() + cachedMs }, mostCached)
    return row
  }
  async function change(id: string, sql: string, values: readonly unknown[]): Promise<KeyRecord> {
    const [row] = await database.query<KeyRow>(`update ${table} set ${sql} where id = $1 returning *`, [
      id,
      ...values,
    ])
    cache.delete(id)
    if (row === undefined) throw gatewayError('KEY_UNKNOWN', { id })
    return recordOf(row)
  }

  return {
    async create(request) {
      const { id, key, hash } = createKey()
      const { name, project = null, models = null, prepaid = false, organic = 'off' } = request
      const { requestsPerMinute = null, tokensPerMinute = null, inFlight = null } = request
      const [row] = await database.query<KeyRow>(
        `insert into ${table} (id, hash, name, project, models, requests_per_minute, tokens_per_minute, in_flight, created_at,
           prepaid, organic)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
        [
          ...[id, hash, name, project, models === null ? null : JSON.stringify(models)],
          ...[requestsPerMinute, tokensPerMinute, inFlight, Math.floor(clock.date()), prepaid, organic],
        ],
      )
      ids = undefined
      return { key, record: recordOf(row!) }
    },
    async list() {
      const rows = await database.query<KeyRow>(`select * from ${table} order by created_at, id`)
      return rows.map(recordOf)
    },
    async revoke(id) {
      const revoked = await change(id, 'revoked_at = coalesce(revoked_at, $2)', [Math.floor(clock.date())])
      await forgetReplays(database, id)
      await onWithdrawn(id)
      return revoked
    },
    async consent(id, organic) {
      const record = await change(id, 'organic = $2', [organic])
      if (organic !== 'replay') await forgetReplays(database, id)
      if (organic === 'off') await onWithdrawn(id)
      return record
    },
    async withdrawn(asked) {
      if (asked.length === 0) return []
      const rows = await database.query<Pick<KeyRow, 'id'>>(
        `select id from ${table} where id = any($1::text[]) and organic <> 'off' and revoked_at is null`,
        [asked],
      )
      const agreed = new Set(rows.map(({ id }) => id))
      return asked.filter((id) => !agreed.has(id))
    },
    limit(id, limits) {
      const columns = {
        requests_per_minute: limits.requestsPerMinute,
        tokens_per_minute: limits.tokensPerMinute,
        in_flight: limits.inFlight,
      }
      const given = Object.entries(columns).filter(([, value]) => value !== undefined)
      const sets = ['id = id', ...given.map(([column], at) => `${column} = $${at + 2}::integer`)]
      return change(
        id,
        sets.join(', '),
        given.map(([, value]) => value),
      )
    },
    async find(text, { isSuspect } = {}) {
      const parsed = parseKey(text)
      const row = parsed === null ? null : await rowOf(parsed.id, isSuspect)
      if (parsed === null || row === null || !isSameHash(row.hash, parsed.hash)) return null
      return row.revoked_at === null ? recordOf(row) : null
    },
  }
}

const recordOf = (row: KeyRow): KeyRecord => ({
  id: row.id,
  name: row.name,
  project: row.project,
  models: row.models === null ? null : (JSON.parse(row.models) as readonly string[]),
  prepaid: row.prepaid,
  organic: row.organic,
  requestsPerMinute: row.requests_per_minute,
  tokensPerMinute: row.tokens_per_minute,
  inFlight: row.in_flight,
  createdAt: Number(row.created_at),
  revokedAt: row.revoked_at === null ? null : Number(row.revoked_at),
})
