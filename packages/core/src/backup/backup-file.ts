import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { reasonOf } from '@subnetkit/base'
import { toFileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'

/** Follows the compressed lines: a mark and the SHA-256 of all bytes before it. A change of any bit is seen. */
const mark = Buffer.from('subnetkit-sha256')
const trailerBytes = mark.length + 32

/** Longest lines, in characters. */
export interface LineLimits {
  /** A row of the store, which is bounded by what miners may answer. */
  readonly row: number
  /** Any other line. */
  readonly other: number
}
const longest: LineLimits = { row: 256 * 1024 * 1024, other: 1024 * 1024 }

/** Converts an error of the file system; any other is returned as it is. */
const fileErrorOf = (error: unknown, place: string) =>
  toFileError(error, { what: 'the backup', place }) ?? error

/**
 * Writes lines into a file, compressed, for its owner only. The file appears under its name when it is whole and on the disk; nothing
 * stays behind otherwise. An existing file is replaced. Throws the errors of files, and those of `lines`.
 */
export async function writeLines(
  path: string,
  lines: AsyncIterable<string>,
): Promise<{ readonly bytes: number }> {
  const draft = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}.tmp`)
  const hash = createHash('sha256')
  let bytes = 0
  let failure: unknown
  async function* texts() {
    try {
      for await (const line of lines) yield `${line}\n`
    } catch (error) {
      // Told apart from errors of the file.
      failure = error
      throw error
    }
  }
  async function* sealed(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
    bytes += trailerBytes
    yield Buffer.concat([mark, hash.digest()])
  }
  try {
    const file = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true })
    await pipeline(
      Readable.from(texts(), { objectMode: true, highWaterMark: 64 }),
      createGzip(),
      sealed,
      file,
    )
    if (!file.closed) await once(file, 'close')
    await rename(draft, path)
    await syncFolder(dirname(path))
    return { bytes }
  } catch (error) {
    throw failure ?? fileErrorOf(error, path)
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Reads the lines of a file, one in memory at a time. Throws BACKUP_INVALID for one that is cut, changed or none of ours, at the latest after its last line,
 * and the errors of files.
 */
export async function* readLines(path: string, limits: LineLimits = longest): AsyncGenerator<string> {
  const invalid = (detail: string, cause?: unknown) =>
    coreError('BACKUP_INVALID', { path, detail }, { cause })
  const { size, stated } = await readTrailer(path).catch((error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw invalid('there is no such file', error)
    throw fileErrorOf(error, path)
  })
  if (stated === null) throw invalid('its end is missing')
  const hash = createHash('sha256')
  async function* hashed(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  const text = createGunzip()
  const reading = pipeline(createReadStream(path, { end: size - trailerBytes - 1 }), hashed, text)
  reading.catch(() => {}) // the loop below throws it
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let limit = limits.other
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      const pieces = decoder.decode(chunk, { stream: true }).split('\n')
      const isGoingOn = pieces.length === 1 && rest !== ''
      pieces[0] = rest + pieces[0]
      rest = pieces.pop() ?? ''
      // Only where a line begins: a look into what was put together would copy all of it each time.
      if (!isGoingOn) limit = rest.startsWith('[') ? limits.row : limits.other
      if (rest.length > limit) throw invalid('it has a line that is too long')
      yield* pieces
    }
    rest += decoder.decode()
    await reading
  } catch (error) {
    if (isOwn(error)) throw error
    // Errors of zlib have numbers as those of files have.
    const isOfFile = !String(Object(error).code).startsWith('Z_')
    const known = isOfFile ? fileErrorOf(error, path) : error
    throw known === error ? invalid(reasonOf(error), error) : known
  }
  if (!hash.digest().equals(stated))
    throw invalid('it was changed: its SHA-256 is not the one that it states')
  if (rest !== '') throw invalid('its last line is cut')
}

const isOwn = (error: unknown) => (Object(error) as { code?: unknown }).code === 'BACKUP_INVALID'

async function readTrailer(path: string): Promise<{ readonly size: number; readonly stated: Buffer | null }> {
  const { size } = await stat(path)
  if (size < trailerBytes + 1) return { size, stated: null }
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(trailerBytes), 0, trailerBytes, size - trailerBytes)
    const isMarked = buffer.subarray(0, mark.length).equals(mark)
    return { size, stated: isMarked ? buffer.subarray(mark.length) : null }
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  // Some systems open or sync no folders; the content itself is synced.
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
