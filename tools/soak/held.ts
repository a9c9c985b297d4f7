import { execFileSync } from 'node:child_process'
import type { Database } from 'subnetkit/validator'
import { measureProcess, type ProcessHeld } from './process-held.js'
import { full, type Rows } from './rows.js'

/** State of a subnet with its validator and miners. */
export interface Held {
  readonly rounds: number
  readonly roundsPerSecond: number
  /** Memory of the validator, which is alone in its process. */
  readonly heapMb: number
  readonly codeMb: number
  readonly bufferMb: number
  readonly residentMb: number
  /** Memory of the miners, which share a process. */
  readonly minerHeapMb: number
  readonly minerBufferMb: number
  /** Heap of the chain, which is no part of the subnet. */
  readonly chainHeapMb: number
  /** CPU time so far, in seconds. */
  readonly cpuSeconds: { readonly validator: number; readonly miners: number }
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

/** Folders of a soak. */
export interface Places {
  readonly database: string
  readonly miners: readonly string[]
  readonly validator: string
}

/** Programs beside the validator. */
export interface Others {
  readonly miners: { measure(): Promise<ProcessHeld> }
  readonly chain: { measure(): Promise<ProcessHeld> }
}

/** Measures everything but the time. */
export async function measureHeld(database: Database, places: Places, others: Others) {
  const [miners, chain] = [await others.miners.measure(), await others.chain.measure()]
  const { dataMb, codeMb, bufferMb, residentMb, cpuSeconds } = await measureProcess()
  const tables = await tablesOf(database)
  const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  const rowsIn = (schema: string) =>
    Object.fromEntries(
      tables.filter((one) => one.schema === schema).map(({ name, rows }) => [name, rows] as const),
    )
  const rowsOf = rowsIn('subnetkit')
  return {
    ...{ heapMb: dataMb, codeMb, bufferMb, residentMb },
    ...{ minerHeapMb: miners.dataMb, minerBufferMb: miners.bufferMb, chainHeapMb: chain.dataMb },
    cpuSeconds: { validator: cpuSeconds, miners: miners.cpuSeconds },
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
