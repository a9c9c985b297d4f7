import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { coreError } from '../errors.js'
import { type LeaseIdentity, openLeaseIdentity } from '../lease/identity.js'
import type { Database, Queryable } from '../store/database.js'
import { applyUpTo, beganRestoring, migrations } from '../store/migrations.js'
import { addPartitions, hasPartitions } from '../store/receipt-partitions.js'
import type { StoredValidator } from './dump-store.js'
import { type BackupHeader, type BackupManifest, configPart } from './manifest.js'
import { readBackup } from './read-backup.js'
import { filledTables, quoted, type StoreTable, storeTables } from './store-tables.js'

/** Options of {@link restoreBackup}. */
export interface RestoreOptions {
  readonly database: Database
  readonly path: string
  /** Validator that the backup must be of; what is not given may be any. */
  readonly of: { readonly [Name in keyof StoredValidator]?: StoredValidator[Name] | undefined }
  /** Lets the store claim the lease of its hotkey. @default false: it signs nothing until then */
  readonly takeOver?: boolean | undefined
  /** Only checks. @default false */
  readonly dryRun?: boolean | undefined
  /** Called from time to time with what is restored so far. @default none */
  readonly onProgress?: ((progress: { readonly part: string; readonly rows: number }) => void) | undefined
}

const schema = 'subnetkit'

/**
 * Restores a backup into an empty store, which is brought to the version of this program. The file is read whole before anything is written. From the first
 * write to the last one the store is marked as half restored, and no process opens it; a restore that begins again removes what the one before has left.
 * The store signs nothing afterwards, unless it takes over.
 * Throws BACKUP_INVALID, BACKUP_NEWER, BACKUP_ELSEWHERE, STORE_NOT_EMPTY, and the errors of files and of the database.
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupManifest> {
  const { database, path, of, takeOver = false, dryRun = false, onProgress } = options
  const manifest = await readBackup(path, { header: (header) => requireFit(path, header, of) })
  await requireEmpty(database)
  if (dryRun) return manifest
  const own = randomUUID()
  await begin(database, own)
  // Before the store is whole: it may be a second copy, and what the place had before is not part of it.
  const leases = await openLeases(database, manifest)
  for (const lease of leases) await lease.release()
  await applyUpTo(database, { schema, migrations: migrations.slice(0, manifest.storeVersion) })
  await load(database, { path, own, manifest, onProgress })
  await applyUpTo(database, { schema, migrations })
  if (takeOver) for (const lease of leases) await lease.activate()
  await database.transaction(async (transaction) => {
    await requireOwn(transaction, database.place, own)
    await transaction.query(`drop table ${schema}.restoring`)
  })
  await database.flush()
  return manifest
}

/** Opens the identity of the store towards the lease of each mechanism. */
function openLeases(
  database: Database,
  { genesis: genesisHash, netuid, mechanisms, hotkey }: BackupManifest,
): Promise<readonly LeaseIdentity[]> {
  const open = (mechanism: number) =>
    openLeaseIdentity(database, { genesisHash, netuid, mechanism, hotkey }, { active: false })
  return Promise.all(mechanisms.map(open))
}

/** Throws for a backup of another validator, and for one of a later schema. */
function requireFit(path: string, header: BackupHeader, of: RestoreOptions['of']): void {
  const { storeVersion: found } = header
  if (found > migrations.length) {
    throw coreError('BACKUP_NEWER', { path, what: 'store', found, known: migrations.length })
  }
  const differs = (['genesis', 'netuid', 'hotkey'] as const).filter(
    (name) => of[name] !== undefined && of[name] !== header[name],
  )
  if (differs.length === 0) return
  const named = (from: RestoreOptions['of']) => differs.map((name) => words[name](from[name])).join(', ')
  throw coreError('BACKUP_ELSEWHERE', { path, found: named(header), expected: named(of) })
}

const words = {
  genesis: (genesis: unknown) => `the chain ${String(genesis).slice(0, 18)}…`,
  netuid: (netuid: unknown) => `subnet ${netuid}`,
  hotkey: (hotkey: unknown) => `hotkey ${hotkey}`,
}

/** A store may have tables; what a restore has left does not count. */
async function requireEmpty(database: Database): Promise<void> {
  if ((await beganRestoring(database)) !== null) return
  const tables = await filledTables(database, await storeTables(database))
  if (tables.length > 0) {
    throw coreError('STORE_NOT_EMPTY', { place: database.place, tables: tables.join(', ') })
  }
}

/** Makes an empty schema that says that it is half restored. */
async function begin(database: Database, own: string): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(`drop schema if exists ${schema} cascade`)
    await transaction.query(`create schema ${schema}`)
    await transaction.query(
      `create table ${schema}.restoring (id text not null, began timestamptz not null default now())`,
    )
    await transaction.query(`insert into ${schema}.restoring (id) values ($1)`, [own])
  })
  await database.flush()
}

/** Throws once another restore has begun on the store. */
async function requireOwn(on: Queryable, place: string, own: string): Promise<void> {
  const [row] = await on.query<{ id: string; began: string }>(
    `select id, began::text as began from ${schema}.restoring for share`,
  )
  if (row?.id !== own)
    throw coreError('STORE_HALF_RESTORED', { place, began: row?.began ?? 'an unknown time' })
}

/** Size of one insert, in rows and in characters. */
const [batchRows, batchLength] = [2_000, 4_000_000]

async function load(
  database: Database,
  {
    path,
    own,
    manifest,
    onProgress,
  }: {
    readonly path: string
    readonly own: string
    readonly manifest: BackupManifest
    readonly onProgress: RestoreOptions['onProgress']
  },
): Promise<void> {
  const tables = new Map((await storeTables(database)).map((table) => [table.name, table]))
  const isPartitioned = await hasPartitions(database)
  let into: StoreTable | null = null
  let batch: string[] = []
  let length = 0
  let rows = 0

  async function flush(): Promise<void> {
    const [table, lines] = [into, batch]
    batch = []
    length = 0
    if (table === null || lines.length === 0) return
    await database.transaction(async (transaction) => {
      await requireOwn(transaction, database.place, own)
      if (table.name === 'receipts' && isPartitioned) await addPartitions(transaction, roundsOf(table, lines))
      await transaction.query(insertOf(table), [`[${lines.join(',')}]`])
    })
    rows += lines.length
    onProgress?.({ part: table.name, rows })
  }

  const isChecked = (read: object) => isDeepStrictEqual({ ...read, parts: manifest.parts }, manifest)
  const replaced = () =>
    coreError('BACKUP_INVALID', { path, detail: 'another backup has taken its place meanwhile' })
  const loaded = await readBackup(path, {
    header(header) {
      if (!isChecked(header)) throw replaced()
    },
    part(name, columns) {
      into = name === configPart ? null : tableOf(path, tables.get(name), name, columns)
    },
    async row(line) {
      if (into === null) return
      batch.push(line)
      length += line.length
      if (batch.length >= batchRows || length >= batchLength) await flush()
    },
    async end() {
      await flush()
      if (into !== null) await setIdentity(database, into)
    },
  })
  if (!isDeepStrictEqual(loaded, manifest)) throw replaced()
}

/** The table with the columns in the order of the backup. */
function tableOf(
  path: string,
  table: StoreTable | undefined,
  name: string,
  columns: readonly string[],
): StoreTable {
  const ordered = columns.map((column) => table?.columns.find((one) => one.name === column))
  const isSame = table?.columns.length === columns.length && ordered.every((column) => column !== undefined)
  if (!isSame) throw coreError('BACKUP_INVALID', { path, detail: `its store has no such table ${name}` })
  return { name, columns: ordered.filter((column) => column !== undefined) }
}

/** Rounds of rows of receipts. */
function roundsOf({ columns }: StoreTable, lines: readonly string[]): readonly number[] {
  const at = columns.findIndex(({ name }) => name === 'round')
  return [...new Set(lines.map((line) => Number((JSON.parse(line) as readonly string[])[at])))]
}

function insertOf({ name, columns }: StoreTable): string {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map(({ type }, at) => `(line ->> ${at})::${type}`).join(', ')
  return `insert into ${schema}.${quoted(name)} (${names}) overriding system value
    select ${values} from jsonb_array_elements($1::text::jsonb) as line`
}

/** Numbers of new rows follow on those that were restored. */
async function setIdentity(database: Database, { name, columns }: StoreTable): Promise<void> {
  for (const column of columns) {
    if (!column.isIdentity) continue
    await database.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoted(column.name)}), 0) + 1, false)
         from ${schema}.${quoted(name)}`,
      [`${schema}.${quoted(name)}`, column.name],
    )
  }
}
