import type { Queryable } from '../store/database.js'

/** Column of a table of the store. */
export interface StoreColumn {
  readonly name: string
  /** Type as PostgreSQL writes it, such as `double precision`. */
  readonly type: string
  readonly isIdentity: boolean
}

/** Table of the store with its columns. */
export interface StoreTable {
  readonly name: string
  readonly columns: readonly StoreColumn[]
}

/** Tables that describe the schema itself. */
const ofSchema = ['migration', 'restoring']

/** Tables of the schema `subnetkit` by their names; parts of a partitioned table are read through it. */
export async function storeTables(on: Queryable): Promise<readonly StoreTable[]> {
  const rows = await on.query<StoreColumn & { table: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
            a.attidentity <> '' as "isIdentity"
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where n.nspname = 'subnetkit' and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by c.relname, a.attnum`,
  )
  const tables = new Map<string, StoreColumn[]>()
  for (const { table, ...column } of rows) {
    if (ofSchema.includes(table)) continue
    const columns = tables.get(table) ?? []
    columns.push(column)
    tables.set(table, columns)
  }
  return [...tables].map(([name, columns]) => ({ name, columns }))
}

/** Names of the tables that have rows. */
export async function filledTables(on: Queryable, tables: readonly StoreTable[]): Promise<readonly string[]> {
  if (tables.length === 0) return []
  const [row] = await on.query<Record<string, boolean>>(
    `select ${tables.map(({ name }) => `exists (select 1 from subnetkit.${quoted(name)}) as ${quoted(name)}`).join(', ')}`,
  )
  return Object.entries(row ?? {}).flatMap(([name, isFilled]) => (isFilled ? [name] : []))
}

/** A name as an identifier of SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
