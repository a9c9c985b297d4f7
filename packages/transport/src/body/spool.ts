import { randomBytes } from 'node:crypto'
import { close, constants, open, read, unlink, writev } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { integer, optionsOf, parseOptions, text } from '@subnetkit/base'
import { Bytes } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'

/** Options of the temporary files for large messages with binary values. */
export interface SpoolOptions {
  /** Binary values of one message that are kept in memory, in bytes; those beyond it go to files. @default 1048576 */
  readonly above?: number | undefined
  /** Disk space for all messages together, in bytes. @default 1073741824 */
  readonly maxBytes?: number | undefined
  /**
   * Folder for the files, which should not be in memory (tmpfs). A file has no name as soon as it is open, and ends
   * with its value or the process.
   * @default the temporary folder of the system
   */
  readonly directory?: string | undefined
}

/** Temporary files of one server or client. */
export interface Spool extends Disposable {
  /** Binary values of one message that are kept in memory, in bytes. */
  readonly above: number
  /** Opens a file for one value of this size. Throws SPOOL_FULL; rejects with the system's errors. */
  open(size: number): Promise<SpoolFile>
  /** Disk space in use, in bytes. */
  used(): number
}

/** A file that is being written. */
export interface SpoolFile {
  write(chunks: readonly Uint8Array[]): Promise<void>
  /** Ends writing; the value owns the file now. */
  finish(): Bytes
  release(): void
}

export const spoolOptions = optionsOf({
  above: integer(0).default(1_048_576),
  maxBytes: integer(0).default(1_073_741_824),
  directory: text('the path of a folder').default(() => tmpdir()),
})

const openFile = promisify(open)
const removeFile = promisify(unlink)
const readAt = promisify(read)
const writeAt = promisify(writev)

const readSize = 262_144

/** A file without a name. It counts its readers, since a number of a closed file may be given to another one. */
interface OpenFile {
  readonly fd: number
  readers: number
  isReleased: boolean
  isClosed: boolean
  readonly onClosed: () => void
}

function release(file: OpenFile): void {
  file.isReleased = true
  if (file.readers > 0 || file.isClosed) return
  file.isClosed = true
  close(file.fd, () => {})
  file.onClosed()
}

// A value that its owner forgot gives its file back when it is collected.
const forgotten = new FinalizationRegistry<OpenFile>(release)

/** Creates the temporary files of a server or client. */
export function createSpool(options: SpoolOptions = {}): Spool {
  const { above, maxBytes, directory } = parseOptions(spoolOptions, options, 'spool')
  const files = new Set<OpenFile>()
  let used = 0

  return {
    above,
    used: () => used,
    async open(size) {
      if (used + size > maxBytes) throw transportError('SPOOL_FULL', { size, used, limit: maxBytes })
      used += size
      let fd: number
      try {
        fd = await openNameless(directory)
      } catch (error) {
        used -= size
        throw error
      }
      const onClosed = () => {
        used -= size
        files.delete(file)
      }
      const file: OpenFile = { fd, readers: 0, isReleased: false, isClosed: false, onClosed }
      files.add(file)
      return spoolFile(file, size)
    },
    [Symbol.dispose]() {
      for (const file of files) release(file)
    },
  }
}

async function openNameless(directory: string): Promise<number> {
  const path = join(directory, `subnetkit-${randomBytes(16).toString('hex')}`)
  const fd = await openFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    // Without a name no other process opens it, and it ends with this process, however that ends.
    await removeFile(path)
    return fd
  } catch (error) {
    close(fd, () => {})
    throw error
  }
}

function spoolFile(file: OpenFile, size: number): SpoolFile {
  return {
    async write(chunks) {
      let left = chunks.map((chunk) => chunk)
      while (left.length > 0) {
        file.readers++
        const { bytesWritten } = await writeAt(file.fd, left).finally(() => leave(file))
        left = after(left, bytesWritten)
      }
    },
    finish() {
      const bytes = new Bytes({ size, chunks: () => chunksOf(file, size), release: () => release(file) })
      forgotten.register(bytes, file)
      return bytes
    },
    release: () => release(file),
  }
}

/** Chunks without their first bytes, which are written. */
function after(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let done = written
  return chunks.flatMap((chunk) => {
    const skipped = Math.min(done, chunk.length)
    done -= skipped
    return skipped === chunk.length ? [] : [chunk.subarray(skipped)]
  })
}

async function* chunksOf(file: OpenFile, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    if (file.isReleased) throw new Error('these bytes were released: their call or their client has ended')
    file.readers++
    const buffer = Buffer.allocUnsafe(Math.min(readSize, size - at))
    const { bytesRead } = await readAt(file.fd, buffer, 0, buffer.length, at).finally(() => leave(file))
    if (bytesRead === 0) throw new Error(`a temporary file ended after ${at} of ${size} bytes`)
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

function leave(file: OpenFile): void {
  file.readers--
  if (file.isReleased) release(file)
}
