import { existsSync } from 'node:fs'
import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type Clock, configError, isSubnetError, reasonOf, systemClock } from '@subnetkit/base'
import { type FileLock, fileError, lockFile, toFileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'
import type { Database, DatabasePorts, Queryable } from './database.js'
import { readImage, unpackImage } from './embedded-image.js'
import { startUpkeep } from './embedded-upkeep.js'
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
export async function openEmbedded(directory: string | undefined, ports: DatabasePorts): Promise<Database> {
  if (directory === undefined) return createDatabase({ ...ports, engine: await openMemory() })
  const place = resolve(directory)
  const data = join(place, 'postgres')
  const lock = await lockDirectory(place, ports.clock)
  try {
    return createDatabase({ ...ports, engine: await openDirectory(data), owned: { lock, place, data } })
  } catch (error) {
    await lock.release()
    throw await unusable(place, error)
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

/** Settings of the engine: it has its own, and a log that shrinks again. */
const startParams = (engine: typeof PGlite) => [
  ...engine.defaultStartParams,
  ...['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB'],
]

/** Small files of the log, of which some are always kept. */
const initDbStartParams = ['--wal-segsize=1']

/** Opens the engine in memory. */
async function openMemory(): Promise<PGlite> {
  const [{ PGlite: Engine }, image] = await Promise.all([import('@electric-sql/pglite'), readImage()])
  const options = image === null ? { initDbStartParams } : { loadDataDir: new Blob([image]) }
  return Engine.create('memory://', { ...options, startParams: startParams(Engine) })
}

/** Opens the engine in a directory; a new one appears there whole or not at all. */
async function openDirectory(directory: string): Promise<PGlite> {
  const { PGlite: Engine } = await import('@electric-sql/pglite')
  if (!existsSync(join(directory, 'PG_VERSION'))) {
    const draft = `${directory}.new`
    await rm(draft, { recursive: true, force: true })
    const image = await readImage()
    if (image !== null) await unpackImage(image, draft)
    else await (await Engine.create(draft, { initDbStartParams })).close()
    await rename(draft, directory)
  }
  return Engine.create(directory, { startParams: startParams(Engine) })
}

const emitWarning = (warning: Error) => process.emitWarning(warning)

interface Parts extends DatabasePorts {
  readonly engine: PGlite
  /** Absent in memory. */
  readonly owned?: { readonly lock: FileLock; readonly place: string; readonly data: string }
}

function createDatabase({ engine, clock = systemClock, onWarning = emitWarning, owned }: Parts): Database {
  const place = owned?.place ?? 'memory'
  /** When the log was last synced; null while files of tables may not be either. */
  let syncedAt: number | null = null

  /** Runs work on the engine while the directory is ours. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    owned?.lock.lost.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      throw isFull(error) ? diskFull(place, error) : error
    }
  }
  async function flush(): Promise<void> {
    if (owned === undefined) return
    const now = clock.date()
    if (syncedAt === null) await syncFiles(owned.data)
    else await syncFiles(join(owned.data, 'pg_wal'), syncedAt)
    syncedAt = now
  }
  /** After it, what the log had is in the tables, which the engine itself does not sync. */
  async function checkpoint(): Promise<void> {
    syncedAt = null
    await engine.exec('checkpoint')
    syncedAt = null
    await flush()
  }
  const queryOn =
    (on: Pick<PGlite, 'query'>): Queryable['query'] =>
    async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await on.query<Row>(sql, [...values])).rows

  const upkeep = startUpkeep(engine, {
    clock,
    checkpoint: () => guarded(checkpoint),
    onError: (error) => onWarning(error instanceof Error ? error : new Error(reasonOf(error))),
  })
  // The directory is another process's then.
  owned?.lock.lost.addEventListener('abort', () => void upkeep.close(), { once: true })
  const database: Database = {
    place,
    flush: () => guarded(flush),
    query: (sql, values) => guarded(() => queryOn(engine)(sql, values)),
    transaction: (work) =>
      guarded(() => engine.transaction((transaction) => work({ query: queryOn(transaction) }))),
    async [Symbol.asyncDispose]() {
      await upkeep.close()
      if (!engine.closed) await engine.close()
      await owned?.lock.release()
    },
  }
  engines.set(database, engine)
  return database
}
