import { execFileSync } from 'node:child_process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Database } from 'subnetkit/validator'
import { full, type Rows } from './rows.js'

/** State of a subnet with its chain, validator and miners, all of them in one process. */
export interface Held {
  readonly rounds: number
  readonly roundsPerSecond: number
  /** Heap of JavaScript and buffers outside of it, after a collection. */
  readonly heapMb: number
  readonly bufferMb: number
  readonly residentMb: number
  readonly handles: number
  /** Rows of all tables of the validator's store, all answers proven, and of its queues. */
  readonly storeRows: number
  readonly queueRows: number
  /** Rows of each table of the store. */
  readonly rowsOf: Rows
  readonly tableMb: number
  readonly databaseMb: number
  /** Folders of the miners, and of the validator beside its database. */
  readonly minerMb: number
  readonly validatorMb: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Folders of a soak. */
export interface Places {
  readonly database: string
  readonly miners: readonly string[]
  readonly validator: string
}

/** Measures everything but the time. */
export async function measureHeld(database: Database, places: Places) {
  collect()
  // Memory of a buffer is released when what owned it has been collected.
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  const tables = await tablesOf(database)
  const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  const rowsIn = (schema: string) =>
    Object.fromEntries(
      tables.filter((one) => one.schema === schema).map(({ name, rows }) => [name, rows] as const),
    )
  const rowsOf = rowsIn('subnetkit')
  return {
    heapMb: heapUsed / 1e6,
    bufferMb: external / 1e6,
    residentMb: rss / 1e6,
    handles: process.getActiveResourcesInfo().length,
    storeRows: sum(Object.values(full(rowsOf))),
    queueRows: sum(Object.values(rowsIn('bullmq'))),
    rowsOf,
    tableMb: sum(tables.map(({ bytes }) => bytes)) / 1e6,
    databaseMb: diskMb(places.database),
    minerMb: sum(places.miners.map(diskMb)),
    validatorMb: diskMb(places.validator),
  } satisfies Partial<Held>
}

interface Table {
  readonly schema: string
  readonly name: string
  readonly rows: number
  readonly bytes: number
}

/** Tables of store and queues. */
async function tablesOf(database: Database): Promise<readonly Table[]> {
  const named = await database.query<{ schema: string; name: string; place: string; bytes: number }>(
    `select schemaname as schema, format('%I.%I', schemaname, tablename) as place,
            tablename as name, pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass)::float8 as bytes
       from pg_tables where schemaname in ('subnetkit', 'bullmq')`,
  )
  const tables: Table[] = []
  for (const { schema, name, place, bytes } of named) {
    const [count] = await database.query<{ rows: number }>(`select count(*)::int as rows from ${place}`)
    tables.push({ schema, name, bytes, rows: count?.rows ?? 0 })
  }
  return tables
}

/** Disk space of a folder. */
const diskMb = (directory: string): number =>
  Number(execFileSync('du', ['-sk', directory]).toString().split('\t')[0]) / 1_000
