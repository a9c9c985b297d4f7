import type { Database } from '../database.js'
import { openDatabase } from '../open-database.js'
import { postgresMissing, startTestPostgres, type TestPostgres } from './postgres.js'

/** A kind of database that tests run on. */
export interface DatabaseBackend {
  readonly name: string
  /** Reason why this machine has none, or null. */
  readonly missing: string | null
  /** Opens an empty database. */
  open(): Promise<Database>
  /** Closes everything that was opened. */
  close(): Promise<void>
}

/** The embedded database in memory, and a server where one is found. */
export function databaseBackends(): readonly DatabaseBackend[] {
  const missing = postgresMissing()
  return [
    { name: 'embedded', missing: null, ...embedded() },
    { name: missing === null ? 'PostgreSQL' : `PostgreSQL (skipped: ${missing})`, missing, ...server() },
  ]
}

function embedded() {
  const opened: Database[] = []
  return {
    async open() {
      const database = await openDatabase({ memory: true })
      opened.push(database)
      return database
    },
    close: () => closeAll(opened),
  }
}

function server() {
  const opened: Database[] = []
  let started: Promise<TestPostgres> | undefined
  return {
    async open() {
      started ??= startTestPostgres()
      const database = await openDatabase({ url: await (await started).createDatabase() })
      opened.push(database)
      return database
    },
    async close() {
      await closeAll(opened)
      await (await started)?.[Symbol.asyncDispose]()
    },
  }
}

async function closeAll(opened: readonly Database[]): Promise<void> {
  for (const database of opened) await database[Symbol.asyncDispose]()
}
