import { existsSync } from 'node:fs'
import { readdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import { fileError, toFileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'
import { readImage, unpackImage } from './embedded-image.js'
import { prepareStatements } from './prepared-statements.js'

/** Free space below which a failure to open counts as lack of space, in bytes. */
const leastSpace = 40_000_000

/** Free space that the engine needs to replay its log and write a checkpoint, in bytes. */
const reopenSpace = 8_000_000

/** Describes an error met while the directory is opened. */
export async function unusable(place: string, cause: unknown): Promise<Error> {
  if (isSubnetError(cause)) return cause
  const named = toFileError(cause, { what, place })
  // A file that the engine misses is not a disk error.
  if (named && named.details.errno !== 'ENOENT') return named
  if (isFull(cause) || (await freeSpace(place)) < leastSpace) return diskFull(place, cause)
  return coreError('STORE_CORRUPT', { place, detail: reasonOf(cause) }, { cause })
}

/** Describes an error after which the engine's memory cannot be trusted. */
export async function stopped(place: string, cause: unknown): Promise<Error> {
  if (isFull(cause) || !(await hasSpace(place))) return diskFull(place, cause)
  return coreError('STORE_STOPPED', { place, detail: reasonOf(cause) }, { cause })
}

/** True if a disk has the space that the engine needs to be opened again. */
export const hasSpace = async (place: string): Promise<boolean> => (await freeSpace(place)) >= reopenSpace

const freeSpace = (place: string): Promise<number> =>
  statfs(place).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.POSITIVE_INFINITY,
  )

export const what = 'the store'

export const diskFull = (place: string, cause?: unknown) =>
  fileError('DISK_FULL', { what, place, errno: 'ENOSPC' }, { cause })

/** PostgreSQL's code of a full disk. */
export const isFull = (error: unknown) => (Object(error) as { code?: unknown }).code === '53100'

/** Settings of the engine: it has its own, and a log that shrinks again. */
const startParams = (engine: typeof PGlite) => [
  ...engine.defaultStartParams,
  ...['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB'],
  // A plan for any parameters would stay the one of an empty table.
  ...['-c', 'plan_cache_mode=force_custom_plan'],
]

/** Small files of the log, of which some are always kept. */
const initDbStartParams = ['--wal-segsize=1']

/** The engine clears its own cache of pages, 128 MB, at each start; in memory the files are one already. */
const memoryParams = ['-c', 'shared_buffers=16MB']

/** Opens the engine in memory. */
export async function openMemory(): Promise<PGlite> {
  const [{ PGlite: Engine }, image] = await Promise.all([import('@electric-sql/pglite'), readImage()])
  const options = image === null ? { initDbStartParams } : { loadDataDir: new Blob([image]) }
  const engine = await Engine.create('memory://', {
    ...options,
    startParams: [...startParams(Engine), ...memoryParams],
  })
  return prepareStatements(engine)
}

/** Opens the engine in a directory; a new one appears there whole or not at all. */
export async function openDirectory(directory: string): Promise<PGlite> {
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
  return openExisting(directory)
}

/** Opens the engine in a directory that holds a database. */
export async function openExisting(directory: string): Promise<PGlite> {
  // The engine would make another one in its place.
  if (!existsSync(join(directory, 'PG_VERSION'))) throw new Error(`there is no database in ${directory}`)
  const { PGlite: Engine } = await import('@electric-sql/pglite')
  const engine = await Engine.create(directory, { startParams: startParams(Engine) })
  return prepareStatements(engine)
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
