import { close, read, writev } from 'node:fs'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { integer, optionsOf, parseOptions, text } from '@subnetkit/base'
import { Bytes } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { checkFolder, failed, openNameless } from './nameless-file.js'

/** Options of the temporary files for large messages with binary values. */
export interface SpoolOptions {
  /** Binary values of one message that are kept in memory, in bytes; those beyond it go to files. @default 1048576 */
  readonly above?: number | undefined
  /**
   * Disk space for all messages together, in bytes. Where it is used up, messages of callers that have not proven their
   * hotkey, and answers that are not whole, give way to others; those of whom holds most do so first.
   * @default 1073741824
   */
  readonly maxBytes?: number | undefined
  /**
   * Folder for the files, which should not be in memory (tmpfs). A file has no name and ends with its value
   * or the process. It is tried at the start if the protocol has binary values.
   * @default the temporary folder of the system
   */
  readonly directory?: string | undefined
}

/** Temporary files of one server or client. */
export interface Spool extends Disposable {
  /** Binary values of one message that are kept in memory, in bytes. */
  readonly above: number
  /** Starts the files of one message. */
  enter(owner: SpoolOwner): SpoolAccount
  /** Disk space in use, in bytes: what was written, not what a message declares. */
  used(): number
}

/** Sender of a message, as far as it is known before the message is whole. */
export interface SpoolOwner {
  /** Key of its remote address. */
  readonly address: string
  readonly hotkey: string
  /** True if nothing may take the disk space of the message from it. @default false */
  readonly isProven?: boolean
}

/**
 * Files of one message. Until it is kept, it gives way where the disk space is used up: the oldest message of the hotkey
 * that holds most, of the address that holds most.
 */
export interface SpoolAccount {
  /** Binary values of the message that are kept in memory, in bytes. */
  readonly above: number
  /** Opens a file for one value of this size. Rejects with SPOOL_FULL and SPOOL_FAILED. */
  open(size: number): Promise<SpoolFile>
  /** Keeps the files until they are released. Throws SPOOL_FULL if another message has taken their space. */
  keep(): void
  release(): void
}

/** A file that is being written. */
export interface SpoolFile {
  /** Rejects with SPOOL_FULL and SPOOL_FAILED. */
  write(chunks: readonly Uint8Array[]): Promise<void>
  /** Ends writing; the value owns the file now. */
  finish(): Bytes
}

export const spoolOptions = optionsOf({
  above: integer(0).default(1_048_576),
  maxBytes: integer(0).default(1_073_741_824),
  directory: text('the path of a folder').default(() => tmpdir()),
})

const readAt = promisify(read)
const writeAt = promisify(writev)

const readSize = 262_144

/** Files of one message, and the bytes that were written to them. */
interface Holder extends SpoolOwner {
  readonly files: Set<OpenFile>
  bytes: number
  isEvicted: boolean
  isReleased: boolean
}

/** A file without a name. It counts its readers, since a number of a closed file may be given to another one. */
interface OpenFile {
  readonly fd: number
  bytes: number
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

/**
 * Creates the temporary files of a server or client. Throws CONFIG_INVALID if they are needed and the folder cannot hold
 * them.
 */
export function createSpool(options: SpoolOptions = {}, isNeeded = true): Spool {
  const { above, maxBytes, directory } = parseOptions(spoolOptions, options, 'spool')
  if (isNeeded) checkFolder(directory)
  const files = new Set<OpenFile>()
  /** Messages that are not proven, oldest first. */
  const unproven = new Set<Holder>()
  let used = 0

  const full = (size: number) => transportError('SPOOL_FULL', { size, used, limit: maxBytes })

  /** Takes disk space for bytes that are about to be written, from a message that is not proven if there is no other. */
  function charge(holder: Holder, file: OpenFile, size: number): void {
    while (used + size > maxBytes && !holder.isEvicted) {
      const victim = oldestOfLargest(unproven)
      if (victim === undefined) throw full(size)
      evict(victim)
    }
    if (holder.isEvicted) throw full(size)
    if (file.isReleased) throw new Error('the message was given up')
    used += size
    holder.bytes += size
    file.bytes += size
  }

  function refund(holder: Holder, file: OpenFile): void {
    used -= file.bytes
    holder.bytes -= file.bytes
    file.bytes = 0
  }

  function evict(holder: Holder): void {
    holder.isEvicted = true
    for (const file of holder.files) refund(holder, file)
    drop(holder)
  }

  function drop(holder: Holder): void {
    holder.isReleased = true
    unproven.delete(holder)
    for (const file of holder.files) release(file)
  }

  function add(holder: Holder, fd: number): OpenFile {
    const onClosed = () => {
      refund(holder, file)
      holder.files.delete(file)
      files.delete(file)
    }
    const file: OpenFile = { fd, bytes: 0, readers: 0, isReleased: false, isClosed: false, onClosed }
    files.add(file)
    holder.files.add(file)
    // Given up while the file was being opened: nothing else would release it.
    if (holder.isReleased) release(file)
    return file
  }

  return {
    above,
    used: () => used,
    enter(owner) {
      const holder: Holder = { ...owner, files: new Set(), bytes: 0, isEvicted: false, isReleased: false }
      if (!owner.isProven) unproven.add(holder)
      return {
        above,
        async open(size) {
          if (size > maxBytes || holder.isEvicted) throw full(size)
          const file = add(holder, await openNameless(directory))
          return spoolFile(file, size, (bytes) => charge(holder, file, bytes))
        },
        keep() {
          if (holder.isEvicted) throw full(holder.bytes)
          unproven.delete(holder)
        },
        release: () => drop(holder),
      }
    },
    [Symbol.dispose]() {
      for (const file of files) release(file)
    },
  }
}

/** The oldest message of the hotkey that holds most, of the address that holds most; undefined if none holds any. */
function oldestOfLargest(holders: Iterable<Holder>): Holder | undefined {
  const holding = [...holders].filter(({ bytes }) => bytes > 0)
  const ofAddress = largest(holding, ({ address }) => address)
  return largest(ofAddress, ({ hotkey }) => hotkey)[0]
}

function largest(holders: readonly Holder[], keyOf: (holder: Holder) => string): readonly Holder[] {
  const groups = new Map<string, Holder[]>()
  for (const holder of holders) {
    const group = groups.get(keyOf(holder)) ?? []
    groups.set(keyOf(holder), group)
    group.push(holder)
  }
  let most: { readonly bytes: number; readonly group: readonly Holder[] } = { bytes: 0, group: [] }
  for (const group of groups.values()) {
    const bytes = group.reduce((sum, holder) => sum + holder.bytes, 0)
    if (bytes > most.bytes) most = { bytes, group }
  }
  return most.group
}

function spoolFile(file: OpenFile, size: number, charge: (bytes: number) => void): SpoolFile {
  return {
    async write(chunks) {
      charge(chunks.reduce((sum, { length }) => sum + length, 0))
      let left = chunks
      while (left.length > 0) {
        file.readers++
        const { bytesWritten } = await writeAt(file.fd, left)
          .catch(failed('written'))
          .finally(() => leave(file))
        left = after(left, bytesWritten)
        // Its number may be that of another file now.
        if (file.isClosed && left.length > 0) throw new Error('the message was given up')
      }
    },
    finish() {
      const bytes = new Bytes({ size, chunks: () => chunksOf(file, size), release: () => release(file) })
      forgotten.register(bytes, file)
      return bytes
    },
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
    const { bytesRead } = await readAt(file.fd, buffer, 0, buffer.length, at)
      .catch(failed('read'))
      .finally(() => leave(file))
    if (bytesRead === 0) failed('read')(new Error(`it ended after ${at} of ${size} bytes`))
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

function leave(file: OpenFile): void {
  file.readers--
  if (file.isReleased) release(file)
}
