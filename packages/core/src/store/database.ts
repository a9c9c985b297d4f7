import { mkdir, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import {
  type Clock,
  checked,
  configError,
  isSubnetError,
  made,
  optionError,
  optionsOf,
  parseOptions,
  reasonOf,
  text,
} from '@subnetkit/base'
import { type FileLock, fileError, lockFile, toFileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'
import { syncFiles } from './sync-files.js'

/** Runs SQL and returns its rows. */
export interface Queryable {
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

/**
 * Embedded PostgreSQL of a process, shared by the store (schema `subnetkit`) and the queues (schema `bullmq`). It owns
 * the directory until it is disposed; dispose stores and queues on it first.
 */
export interface Database extends Queryable, AsyncDisposable {
  /** The directory, or `memory`. */
  readonly place: string
  /** Runs `work` exclusively in a transaction: all of its writes are kept, or none. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>
  /**
   * Syncs everything written so far to disk, so that it survives a loss of power. The end of the process alone loses
   * nothing: the embedded engine leaves syncing to the operating system.
   */
  flush(): Promise<void>
}

/** Location of an embedded database: a directory or memory; there is no default. */
export type DatabasePlace =
  | { readonly directory: string; readonly memory?: undefined }
  /** Everything is lost with the process, including scores and pending weights. */
  | { readonly memory: true; readonly directory?: undefined }

/** Ports of {@link openDatabase}. */
export interface DatabasePorts {
  /** Times the signs of life of the directory's owner. @default the system's */
  readonly clock?: Clock | undefined
}

const databasePlace = optionsOf({
  clock: made<Clock>('a clock', 'now', 'sleep', 'interval').optional(),
  directory: text('the path of a directory').optional(),
  memory: checked<true>((value) => value === true, 'true').optional(),
})

/** Free space below which a failure to open counts as lack of space, in bytes. */
const leastSpace = 40_000_000

/** Engines, for this package's queue backend only: each has one session, whose settings must not change. */
const engines = new WeakMap<Database, PGlite>()

/** The engine of a database. */
export function engineOf(database: Database): PGlite {
  const engine = engines.get(database)
  if (engine) return engine
  throw optionError('createQueues database', database, 'a database made by openDatabase')
}

/**
 * Opens (and creates if needed) the embedded database. Boots in 3 to 6 s, under 1 s on an existing directory.
 * Throws CONFIG_INVALID unless exactly one place is given, STORE_BUSY if another process has the directory, DISK_FULL,
 * PATH_UNWRITABLE, PATH_INVALID or DISK_FAILED if the directory cannot be written, STORE_CORRUPT if its data cannot be
 * read.
 */
export async function openDatabase(place: DatabasePlace & DatabasePorts): Promise<Database> {
  const { directory, memory, clock } = parseOptions(databasePlace, place, 'openDatabase')
  if ((directory === undefined) === (memory === undefined)) {
    const detail = 'exactly one of directory and memory is needed'
    const fix = 'Give a directory, or memory: true to lose them with the process.'
    throw configError('CONFIG_INVALID', { place: 'openDatabase', detail, fix })
  }
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
