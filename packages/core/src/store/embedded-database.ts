import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises'
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

/** The engine as the queue backend uses it. It has one session, whose settings must not change. */
export type EmbeddedEngine = Pick<PGlite, 'query' | 'exec' | 'transaction' | 'listen'>

const engines = new WeakMap<Database, EmbeddedEngine>()

/** The engine of an embedded database, whose errors are the database's. Throws CONFIG_INVALID for any other. */
export function engineOf(database: Database): EmbeddedEngine {
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

/** True for an error after which the engine's memory cannot be trusted, such as a log that cannot be written. */
const isPanic = (error: unknown) =>
  ['PANIC', 'FATAL'].includes((Object(error) as { severity?: string }).severity ?? '')

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
    if (await isUnfinished(directory)) await rm(directory, { recursive: true })
    await rename(draft, directory)
  }
  return Engine.create(directory, { startParams: startParams(Engine) })
}

/**
 * True for what older versions left when they were killed during their first boot: directories in which no table has
 * been written yet.
 */
async function isUnfinished(directory: string): Promise<boolean> {
  if (!existsSync(directory) || existsSync(join(directory, 'PG_VERSION'))) return false
  const tables = await readdir(join(directory, 'base'), { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  return tables.every((entry) => entry.isDirectory())
}

const emitWarning = (warning: Error) => process.emitWarning(warning)

interface Parts extends DatabasePorts {
  readonly engine: PGlite
  /** Absent in memory. */
  readonly owned?: { readonly lock: FileLock; readonly place: string; readonly data: string }
}

function createDatabase({ engine, clock = systemClock, onWarning = emitWarning, owned }: Parts): Database {
  const place = owned?.place ?? 'memory'
  /** Times that the engine has written tables without syncing them: at its start, and at each checkpoint. */
  let written = 1
  let synced = 0
  /** When the log was last synced. */
  let syncedAt = Number.NEGATIVE_INFINITY

  /** The error that ended the engine: it would wait for ever for what it held then, and block the process. */
  let end: { readonly error: unknown } | null = null

  /** Runs work on the engine while it works and the directory is ours. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    owned?.lock.lost.throwIfAborted()
    if (end !== null) throw end.error
    try {
      return await work()
    } catch (cause) {
      const error = isFull(cause) ? diskFull(place, cause) : cause
      if (isPanic(cause)) end = { error }
      throw error
    }
  }
  async function flush(): Promise<void> {
    if (owned === undefined) return
    const [now, upTo] = [clock.date(), written]
    try {
      if (synced < upTo) await syncFiles(owned.data)
      else await syncFiles(join(owned.data, 'pg_wal'), syncedAt)
    } catch (error) {
      throw toFileError(error, { what, place }) ?? error
    }
    synced = Math.max(synced, upTo)
    syncedAt = now
  }
  /** After it, what the log had is in the tables. */
  async function checkpoint(): Promise<void> {
    written += 1
    await safe.exec('checkpoint')
    written += 1
    await flush()
  }
  const queryOn =
    (on: Pick<PGlite, 'query'>): Queryable['query'] =>
    async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await on.query<Row>(sql, [...values])).rows

  let last: Promise<unknown> = Promise.resolve()
  /** Runs work after all that came before it, so that nothing is left to run on an engine that has ended. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(() => guarded(work))
    last = run.catch(() => {})
    return run
  }
  /** A panic within a transaction must not reach the engine's own code, which would roll back and never return. */
  const transact: EmbeddedEngine['transaction'] = (work) =>
    new Promise((resolve, reject) => {
      const watch = async <T>(call: Promise<T>): Promise<T> => {
        try {
          return await call
        } catch (error) {
          if (!isPanic(error)) throw error
          reject(error)
          return new Promise(() => {})
        }
      }
      engine
        .transaction((transaction) =>
          work({
            ...transaction,
            query: (sql, values, options) => watch(transaction.query(sql, values, options)),
            exec: (sql, options) => watch(transaction.exec(sql, options)),
          }),
        )
        .then(resolve, reject)
    })

  const safe: EmbeddedEngine = {
    query: (sql, values, options) => inTurn(() => engine.query(sql, values, options)),
    exec: (sql, options) => inTurn(() => engine.exec(sql, options)),
    transaction: (work) => inTurn(() => transact(work)),
    listen: (channel, listener) =>
      inTurn(async () => {
        const stop = await engine.listen(channel, listener)
        return () => inTurn(() => stop())
      }),
  }
  const upkeep = startUpkeep(safe, {
    clock,
    checkpoint,
    onError: (error) => onWarning(error instanceof Error ? error : new Error(reasonOf(error))),
  })
  // The directory is another process's then.
  owned?.lock.lost.addEventListener('abort', () => void upkeep.close(), { once: true })
  const database: Database = {
    place,
    flush: () => guarded(flush),
    query: queryOn(safe),
    transaction: (work) => safe.transaction((transaction) => work({ query: queryOn(transaction) })),
    async [Symbol.asyncDispose]() {
      await upkeep.close()
      if (end === null && !engine.closed) {
        await engine.close()
        written += 1
        // Nobody is left to hear of a directory that is gone; one that is full has been reported.
        await flush().catch(() => {})
      }
      await owned?.lock.release()
    },
  }
  engines.set(database, safe)
  return database
}
