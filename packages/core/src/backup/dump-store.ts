import { coreError } from '../errors.js'
import type { Database, Queryable } from '../store/database.js'
import { requireWhole, storeVersion } from '../store/migrations.js'
import { oldestStore } from './manifest.js'
import { quoted, type StoreTable, storeTables } from './store-tables.js'

/** Validator whose data is copied: all of its mechanisms. */
export interface StoredValidator {
  readonly genesis: string
  readonly netuid: number
  readonly hotkey: string
}

/** Store of one validator, at one moment. */
export interface StoreDump {
  readonly version: number
  readonly mechanisms: readonly number[]
  /** Newest block that the store knows. */
  readonly block: number
  readonly tables: readonly StoreTable[]
  /** The rows of a table of this validator, each as a line of JSON: a list of texts. */
  rows(table: StoreTable): AsyncGenerator<string>
}

/** Text of one answer of the database, about, in characters. */
const batchLength = 2_000_000
const mostRows = 2_000

/**
 * Reads the store of a validator within a transaction. Throws STORE_UNKNOWN, STORE_OUTDATED and STORE_HALF_RESTORED. Values travel as
 * PostgreSQL writes them, so that every type comes back bit for bit, from either engine into the other.
 */
export async function dumpStore(
  on: Queryable,
  { place, newest, of }: { readonly place: string; readonly newest: number; readonly of: StoredValidator },
): Promise<StoreDump> {
  const { genesis, netuid, hotkey } = of
  const version = await storeVersion(on)
  const unknown = () => coreError('STORE_UNKNOWN', { place, hotkey, netuid })
  if (version === 0) throw unknown()
  await requireWhole(on, place)
  if (version > newest) throw coreError('STORE_NEWER', { place, found: version, known: newest })
  if (version < oldestStore) throw coreError('STORE_OUTDATED', { place, found: version, needed: oldestStore })
  const scopes = await on.query<{ id: number; name: string }>('select id, name from subnetkit.scopes')
  const own = scopes.filter(({ name }) => {
    const [chain, subnet, , key] = name.split('/')
    return chain === genesis && subnet === String(netuid) && key === hotkey
  })
  if (own.length === 0) throw unknown()
  const ids = own.map(({ id }) => String(Number(id))).join(', ')
  const [newestBlock] = await on.query<{ block: number }>(
    `select greatest(
       (select coalesce(max(number), 0) from subnetkit.rounds where scope in (${ids})),
       (select coalesce(max(metagraph_block), 0) from subnetkit.validators where scope in (${ids}))) as block`,
  )
  return {
    version,
    mechanisms: own.map(({ name }) => Number(name.split('/')[2])).sort((left, right) => left - right),
    block: Number(newestBlock?.block ?? 0),
    tables: await storeTables(on),
    rows: (table) => rowsOf(on, table, ids),
  }
}

/** Returns the validators that have data in a store, the one that ran last first; changes nothing there. Throws STORE_HALF_RESTORED. */
export async function storedValidators(
  database: Database,
): Promise<readonly (StoredValidator & { readonly mechanisms: readonly number[] })[]> {
  const version = await storeVersion(database)
  await requireWhole(database, database.place)
  if (version === 0) return []
  if (version < oldestStore) {
    throw coreError('STORE_OUTDATED', { place: database.place, found: version, needed: oldestStore })
  }
  const rows = await database.query<{ name: string }>(
    `select s.name from subnetkit.scopes s left join subnetkit.validators v on v.scope = s.id
      order by v.seen_at desc nulls last, s.name`,
  )
  const found = new Map<string, StoredValidator & { readonly mechanisms: number[] }>()
  for (const { name } of rows) {
    const [genesis, netuid, mechanism, hotkey] = name.split('/')
    // One without a genesis belongs to no chain yet.
    if (genesis === undefined || hotkey === undefined) continue
    const key = `${genesis}/${netuid}/${hotkey}`
    const known = found.get(key) ?? { genesis, netuid: Number(netuid), hotkey, mechanisms: [] }
    known.mechanisms.push(Number(mechanism))
    found.set(key, known)
  }
  return [...found.values()]
}

async function* rowsOf(on: Queryable, { name, columns }: StoreTable, ids: string): AsyncGenerator<string> {
  const isScoped = columns.some((column) => column.name === 'scope')
  const which = isScoped ? `where scope in (${ids})` : name === 'scopes' ? `where id in (${ids})` : ''
  const list = columns.map((column) => `${quoted(column.name)}::text`).join(', ')
  const cursor = quoted(`dump_${name}`)
  await on.query(
    `declare ${cursor} no scroll cursor for select json_build_array(${list})::text as line from subnetkit.${quoted(name)} ${which}`,
  )
  for (let count = 16; ; ) {
    const rows = await on.query<{ line: string }>(`fetch forward ${count} from ${cursor}`)
    let length = 0
    for (const { line } of rows) {
      length += line.length
      // A line of the file has one row.
      yield line.includes('\n') ? JSON.stringify(JSON.parse(line)) : line
    }
    if (rows.length < count) break
    count = Math.max(1, Math.min(mostRows, Math.floor((batchLength * count) / Math.max(length, 1))))
  }
  await on.query(`close ${cursor}`)
}
