import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type Clock, configError, reasonOf, systemClock } from '@subnetkit/base'
import { type FileLock, lockFile, toFileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'
import type { Database, DatabasePorts, Queryable } from './database.js'
import {
  diskFull,
  hasSpace,
  isFull,
  openDirectory,
  openExisting,
  openMemory,
  stopped,
  unusable,
  what,
} from './embedded-boot.js'
import { type EmbeddedEngine, superviseEngine } from './embedded-engine.js'
import { startUpkeep } from './embedded-upkeep.js'
import { longTextsAsBytes } from './long-texts.js'
import { syncFiles } from './sync-files.js'

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

const emitWarning = (warning: Error) => process.emitWarning(warning)

/** Opens an engine again that has ended; it replays its log, as after a crash. */
async function reopen({ place, data }: { readonly place: string; readonly data: string }): Promise<PGlite> {
  try {
    if (!(await hasSpace(place))) throw diskFull(place)
    return await openExisting(data)
  } catch (error) {
    throw await unusable(place, error)
  }
}

interface Parts extends DatabasePorts {
  readonly engine: PGlite
  /** Absent in memory. */
  readonly owned?: { readonly lock: FileLock; readonly place: string; readonly data: string }
}

/** An engine as a database; without an owned directory, nothing of it is kept. */
export function createDatabase({
  engine,
  clock = systemClock,
  onWarning = emitWarning,
  owned,
}: Parts): Database {
  const place = owned?.place ?? 'memory'
  /** Times that the engine has written tables without syncing them: at its start, and at each checkpoint. */
  let written = 1
  let synced = 0
  /** When the log was last synced. */
  let syncedAt = Number.NEGATIVE_INFINITY

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
    await supervised.exec('checkpoint')
    written += 1
    await flush()
  }
  const options = longTextsAsBytes(engine)
  const queryOn =
    (on: Pick<PGlite, 'query'>): Queryable['query'] =>
    async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await on.query<Row>(sql, [...values], options)).rows

  const supervised = superviseEngine({
    ...{ engine, clock },
    check: () => owned?.lock.lost.throwIfAborted(),
    toError: (cause) => (isFull(cause) ? diskFull(place, cause) : cause),
    toEnd: (cause) => stopped(place, cause),
    hasSpace: () => hasSpace(place),
    reopen:
      owned &&
      (() => {
        written += 1
        return reopen(owned)
      }),
  })
  const upkeep = startUpkeep(supervised, {
    clock,
    checkpoint,
    onError: (error) => onWarning(error instanceof Error ? error : new Error(reasonOf(error))),
  })
  // The directory is another process's then.
  owned?.lock.lost.addEventListener('abort', () => void upkeep.close(), { once: true })
  const database: Database = {
    place,
    flush: () => supervised.guarded(flush),
    query: queryOn(supervised),
    transaction: (work) => supervised.transaction((transaction) => work({ query: queryOn(transaction) })),
    async [Symbol.asyncDispose]() {
      await upkeep.close()
      if (await supervised.close()) {
        written += 1
        // Nobody is left to hear of a directory that is gone; one that is full has been reported.
        await flush().catch(() => {})
      }
      await owned?.lock.release()
    },
  }
  engines.set(database, supervised)
  return database
}
