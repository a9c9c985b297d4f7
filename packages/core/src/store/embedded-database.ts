import { mkdir, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type Clock, configError, isSubnetError, reasonOf } from '@subnetkit/base'
import { type FileLock, fileError, lockFile, toFileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'
import type { Database, Queryable } from './database.js'
import { syncFiles } from './sync-files.js'

/** Free space below which a failure to open counts as lack of space, in bytes. */
const leastSpace = 40_000_000

/** Engines, for this package's queue backend only: each has one session, whose settings must not change. */
const engines = new WeakMap<Database, PGlite>()

/** The engine of an embedded database. Throws CONFIG_INVALID for any other. */
export function engineOf(database: Database): PGlite {
  const engine = engines.get(database)
  if (engine) return engine
  throw configError('CONFIG_INVALID', {
    place: 'createQueues database',
    detail: `the database at ${database.place} is not embedded`,
    fix: 'Give redisUrl, a directory, or an embedded database made by openDatabase.',
  })
}

/** Opens the embedded engine in a directory, or in memory without one. */
export async function openEmbedded(
  directory: string | undefined,
  clock: Clock | undefined,
): Promise<Database> {
  if (directory === undefined) return createDatabase(await openEngine('memory://'), null, 'memory')
  const path = resolve(directory)
  const lock = await lockDirectory(path, clock)
  try {
    return createDatabase(await openEngine(join(path, 'postgres')), lock, path)
  } catch (error) {
    await lock.release()
    throw await unusable(path, error)
  }
}
/** Two engines on one directory would destroy it. */
async function lockDirectory(place: string, clock: Clock | undefined): Promise<FileLock> {
  try {
    await mkdir(place, { recursive: true })
    return await lockFile(join(place, 'owner.lock'), {
      clock,
      busy: ({ pid, host }) => coreError('STORE_BUSY', { place, pid, host }),
    })
  } catch (error) {
    throw await unusable(place, error)
  }
}

async function unusable(place: string, cause: unknown): Promise<Error> {
  if (isSubnetError(cause)) return cause
  const named = toFileError(cause, { what, place })
  // A file that the engine misses is not a disk error.
  if (named && named.details.errno !== 'ENOENT') return named
  const space = await statfs(place).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.POSITIVE_INFINITY,
  )
  if (isFull(cause) || space < leastSpace) return diskFull(place, cause)
  return coreError('STORE_CORRUPT', { place, detail: reasonOf(cause) }, { cause })
}

const what = 'the store'

const diskFull = (place: string, cause: unknown) =>
  fileError('DISK_FULL', { what, place, errno: 'ENOSPC' }, { cause })

/** PostgreSQL's code of a full disk. */
const isFull = (error: unknown) => (Object(error) as { code?: unknown }).code === '53100'

async function openEngine(dataDir: string): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  return PGlite.create(dataDir)
}

function createDatabase(engine: PGlite, lock: FileLock | null, place: string): Database {
  /** Runs work on the engine while the directory is ours. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    lock?.lost.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      throw isFull(error) ? diskFull(place, error) : error
    }
  }
  const queryOn =
    (on: Pick<PGlite, 'query'>): Queryable['query'] =>
    async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await on.query<Row>(sql, [...values])).rows

  const database: Database = {
    place,
    flush: async () => {
      if (lock !== null) await guarded(() => syncFiles(join(place, 'postgres', 'pg_wal')))
    },
    query: (sql, values) => guarded(() => queryOn(engine)(sql, values)),
    transaction: (work) =>
      guarded(() => engine.transaction((transaction) => work({ query: queryOn(transaction) }))),
    async [Symbol.asyncDispose]() {
      if (!engine.closed) await engine.close()
      await lock?.release()
    },
  }
  engines.set(database, engine)
  return database
}
