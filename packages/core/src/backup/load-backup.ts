import { isDeepStrictEqual } from 'node:util'
import { reasonOf } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Database, Queryable } from '../store/database.js'
import { addPartitions, hasPartitions } from '../store/receipt-partitions.js'
import { type BackupManifest, configPart } from './manifest.js'
import { readBackup } from './read-backup.js'
import { quoted, type StoreTable, storeTables } from './store-tables.js'

/** Throws once another restore has begun on the store. */
export async function requireOwn(on: Queryable, place: string, own: string): Promise<void> {
  const [row] = await on.query<{ id: string; began: string }>(
    `select id, began::text as began from subnetkit.restoring for share`,
  )
  if (row?.id !== own)
    throw coreError('STORE_HALF_RESTORED', { place, began: row?.began ?? 'an unknown time' })
}

/** Size of one insert, in rows and in characters. */
const [batchRows, batchLength] = [2_000, 4_000_000]

export async function loadBackup(
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
    readonly onProgress: ((progress: { readonly part: string; readonly rows: number }) => void) | undefined
  },
): Promise<void> {
  const tables = new Map((await storeTables(database)).map((table) => [table.name, table]))
  const missing = [...tables.keys()].filter((name) => !manifest.parts.some((part) => part.name === name))
  if (missing.length > 0) {
    throw coreError('BACKUP_INVALID', { path, detail: `it has no part ${missing.join(', ')}` })
  }
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
    const inserting = database.transaction(async (transaction) => {
      await requireOwn(transaction, database.place, own)
      if (table.name === 'receipts' && isPartitioned) await addPartitions(transaction, roundsOf(table, lines))
      await transaction.query(insertOf(table), [`[${lines.join(',')}]`])
    })
    await inserting.catch((error: unknown) => {
      throw invalidData(path, error)
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
  await requireScopes(database, path, [...tables.values()])
}

/** Rows without a scope would belong to the next validator that gets its number. */
async function requireScopes(on: Queryable, path: string, tables: readonly StoreTable[]): Promise<void> {
  const scoped = tables.filter(({ columns }) => columns.some(({ name }) => name === 'scope'))
  for (const { name } of scoped) {
    const [orphan] = await on.query(
      `select 1 from subnetkit.${quoted(name)} where scope not in (select id from subnetkit.scopes) limit 1`,
    )
    if (orphan) throw coreError('BACKUP_INVALID', { path, detail: `its rows of ${name} have no validator` })
  }
}

/** An error of the database that values cause; any other is returned as it is. */
export function invalidData(path: string, error: unknown): unknown {
  const { code } = Object(error) as { readonly code?: unknown }
  if (!/^2[23][0-9A-Z]{3}$/.test(String(code))) return error
  const detail = `its store has a value that the database refuses: ${reasonOf(error)}`
  return coreError('BACKUP_INVALID', { path, detail }, { cause: error })
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

/** Rounds of rows of receipts. What is no round is refused by the insert. */
function roundsOf({ columns }: StoreTable, lines: readonly string[]): readonly number[] {
  const at = columns.findIndex(({ name }) => name === 'round')
  const rounds = lines.map((line) => Number((JSON.parse(line) as readonly string[])[at]))
  return [...new Set(rounds.filter(Number.isSafeInteger))]
}

function insertOf({ name, columns }: StoreTable): string {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map(({ type }, at) => `(line ->> ${at})::${type}`).join(', ')
  return `insert into subnetkit.${quoted(name)} (${names}) overriding system value
    select ${values} from jsonb_array_elements($1::text::jsonb) as line`
}

/** Numbers of new rows follow on those that were restored. */
async function setIdentity(database: Database, { name, columns }: StoreTable): Promise<void> {
  for (const column of columns) {
    if (!column.isIdentity) continue
    await database.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoted(column.name)}), 0) + 1, false)
         from subnetkit.${quoted(name)}`,
      [`subnetkit.${quoted(name)}`, column.name],
    )
  }
}
