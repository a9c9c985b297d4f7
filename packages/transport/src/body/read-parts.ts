import { createHash } from 'node:crypto'
import { type Bytes, bytesInMemory } from '@subnetkit/core'
import { createChunkList } from './chunk-list.js'
import { magic, maxHeadBytes, maxParts, prefixBytes } from './frame.js'
import { PartsError, readHeadJson } from './parts-head.js'
import type { SpoolAccount, SpoolFile } from './spool.js'

/** A message with binary values, whole and hashed; its JSON is not read yet. */
export interface ReceivedParts {
  /** SHA-256 of the whole message, hex; empty if it was not asked for. */
  readonly sha256: string
  /** Size of the whole message, in bytes. */
  readonly length: number
  /** Reads the JSON and puts the binary values in their places. Rejects with {@link PartsError}. */
  read(): Promise<unknown>
  /** Gives the files back. */
  release(): void
}

/** Takes a message apart as it comes in. */
export interface PartsReader {
  /** Takes a chunk; a promise asks to wait for it before the next one. Throws or rejects with {@link PartsError}. */
  push(chunk: Uint8Array): Promise<void> | undefined
  /** Ends the message. Throws {@link PartsError} if it is not complete. */
  end(): Promise<ReceivedParts>
  /** Gives up: gives the files back. */
  release(): void
}

interface ReaderOptions {
  /** Files of this message. */
  readonly account: SpoolAccount
  /** Size of the whole message at most, in bytes. */
  readonly maxBytes: number
  /** Hashes the message. @default true */
  readonly isHashed?: boolean
}

/** Bytes of one value that are collected before they are written. */
const writeSize = 262_144

/** Creates the reader of one message. Nothing is kept in memory beyond the JSON, the spool's limit and two writes. */
export function createPartsReader({ account, maxBytes, isHashed = true }: ReaderOptions): PartsReader {
  const sum = isHashed ? createHash('sha256') : null
  const parts: Bytes[] = []
  let length = 0
  let inMemory = 0
  /** Bytes that are waited for before the next step, and those that are there. */
  let wanted = prefixBytes
  const kept = createChunkList()
  let headLength = 0
  let lengths: readonly number[] | null = null
  let head: Buffer | null = null
  let file: SpoolFile | null = null
  let isInMemory = true
  let writing: Promise<void> | undefined

  function readPrefix(prefix: Buffer): void {
    if (!prefix.subarray(0, 4).equals(magic)) throw new PartsError('it does not begin with snk1')
    headLength = prefix.readUInt32BE(4)
    const count = prefix.readUInt32BE(8)
    if (headLength > maxHeadBytes) throw new PartsError(`its JSON has more than ${maxHeadBytes} bytes`)
    if (count > maxParts) throw new PartsError(`it has more than ${maxParts} parts`)
    lengths = Array.from({ length: count }, () => 0)
    wanted = 8 * count + headLength
  }

  function readHead(list: Buffer): void {
    const count = lengths!.length
    lengths = Array.from({ length: count }, (_, index) => Number(list.readBigUInt64BE(8 * index)))
    const total = lengths.reduce((all, one) => all + one, prefixBytes + list.length)
    if (total > maxBytes) throw new PartsError(`its parts make ${total} bytes, more than ${maxBytes}`)
    head = list.subarray(8 * count)
  }

  /** Prepares the next part; ends those of no bytes at once. */
  async function nextPart(): Promise<void> {
    while (parts.length < lengths!.length) {
      wanted = lengths![parts.length]!
      isInMemory = inMemory + wanted <= account.above
      if (wanted > 0) break
      parts.push(bytesInMemory([]))
    }
    if (parts.length === lengths!.length) {
      wanted = 0
      return
    }
    if (isInMemory) inMemory += wanted
    else file = await account.open(wanted)
  }

  /** Starts to write what is kept, once the last write has ended: the next chunks come in meanwhile. */
  async function flush(): Promise<void> {
    await writing
    writing = file!.write(kept.take())
    // It rejects where it is waited for.
    writing.catch(() => {})
  }

  /** Keeps what belongs to the current step; true once it is complete. */
  function keep(chunk: Uint8Array): void {
    kept.push(chunk)
    wanted -= chunk.length
  }

  async function advance(rest: Uint8Array): Promise<void> {
    let left = rest
    for (;;) {
      if (head !== null && parts.length === lengths!.length) {
        if (left.length > 0) throw new PartsError('it goes on after its last part')
        return
      }
      const own = left.subarray(0, wanted)
      left = left.subarray(own.length)
      if (own.length > 0) keep(own)
      if (file && kept.length > 0 && (kept.length >= writeSize || wanted === 0)) await flush()
      if (wanted > 0) return
      if (lengths === null) readPrefix(kept.takeAll())
      else if (head === null) {
        readHead(kept.takeAll())
        await nextPart()
      } else {
        await writing
        writing = undefined
        parts.push(file ? file.finish() : bytesInMemory(kept.take()))
        file = null
        await nextPart()
      }
    }
  }

  const release = () => account.release()

  return {
    push(chunk) {
      sum?.update(chunk)
      length += chunk.length
      // The common case, a chunk within a part that is not to be written yet, needs no promise.
      const isWithin = head !== null && chunk.length < wanted && kept.length + chunk.length < writeSize
      if (!isWithin && !(head !== null && isInMemory && chunk.length < wanted)) return advance(chunk)
      keep(chunk)
      return undefined
    },
    async end() {
      if (head === null || parts.length < lengths!.length) {
        throw new PartsError('it ends before its last part')
      }
      const text = head
      return { sha256: sum?.digest('hex') ?? '', length, read: () => readHeadJson(text, parts), release }
    },
    release,
  }
}
