import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { configError, optionError } from '@subnetkit/base'

/** Source of the bytes of a value. */
export interface ByteStore {
  /** Number of bytes. */
  readonly size: number
  /** Reads them from the start; may be called again. */
  chunks(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** Gives back what holds them, such as a file. */
  release?(): void
}

const brand = Symbol.for('subnetkit.bytes')

/**
 * Binary value of a synapse, in memory or in a temporary file, with the methods of the web's Blob. One that a handler
 * received can be read until its call is answered; one in an answer until it is released, its client is closed or
 * nothing refers to it any more.
 */
export class Bytes {
  readonly [brand] = true
  readonly size: number
  readonly #store: ByteStore
  #digest: string | null = null

  constructor(store: ByteStore) {
    this.#store = store
    this.size = store.size
  }

  /** Yields the bytes from the start. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#store.chunks()
  }

  /** The bytes as a stream of the web. */
  stream(): ReadableStream<Uint8Array> {
    const chunks = this.chunks()
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
        async cancel() {
          await chunks.return()
        },
      },
      { highWaterMark: 0 },
    )
  }

  /** All bytes, in memory. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const all = new Uint8Array(this.size)
    let at = 0
    for await (const chunk of this.#store.chunks()) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer
  }

  /** The bytes as UTF-8 text. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  /** SHA-256 of the bytes, hex. */
  async sha256(): Promise<string> {
    if (this.#digest !== null) return this.#digest
    const hash = createHash('sha256')
    for await (const chunk of this.#store.chunks()) hash.update(chunk)
    this.#digest = hash.digest('hex')
    return this.#digest
  }

  /** Form in records: its size, and its hash once `sha256` has been asked for. */
  toJSON(): { readonly bytes: number; readonly sha256?: string } {
    return { bytes: this.size, ...(this.#digest === null ? {} : { sha256: this.#digest }) }
  }

  /** Gives back the temporary file, if there is one; the bytes cannot be read any more. */
  release(): void {
    this.#store.release?.()
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** Binary value as a caller or a handler may give it. */
export type BytesSource = Bytes | Uint8Array | ArrayBuffer | Blob

/** Returns true for {@link Bytes}, of another copy of this package too. */
export function isBytes(value: unknown): value is Bytes {
  return typeof value === 'object' && value !== null && brand in value
}

/** Returns a binary value as {@link Bytes}; null for any other value. */
export function bytesOf(source: unknown): Bytes | null {
  if (isBytes(source)) return source
  if (source instanceof Uint8Array) return bytesInMemory([source])
  if (source instanceof ArrayBuffer) return bytesInMemory([new Uint8Array(source)])
  if (!(source instanceof Blob)) return null
  return new Bytes({ size: source.size, chunks: () => readWeb(source.stream()) })
}

/** Makes a value of bytes that are in memory; they are not copied. */
export function bytesInMemory(parts: readonly Uint8Array[]): Bytes {
  return new Bytes({ size: parts.reduce((sum, { length }) => sum + length, 0), chunks: () => parts })
}

/**
 * Makes a value of a file, which is read when the value is sent and must not change until then. Throws CONFIG_INVALID
 * for a path that is no readable file.
 */
export async function fileBytes(path: string): Promise<Bytes> {
  if (typeof path !== 'string' || path === '') throw optionError('fileBytes path', path, 'the path of a file')
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const detail = `it cannot be read: ${cause.code ?? cause.message}`
    throw configError('CONFIG_INVALID', { place: 'fileBytes path', detail, fix: 'Name a file.' }, { cause })
  })
  if (!found.isFile()) throw optionError('fileBytes path', path, 'the path of a regular file')
  const { size } = found
  return new Bytes({ size, chunks: () => readFile(path, size) })
}

async function* readFile(path: string, size: number): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    read += (chunk as Buffer).length
    yield chunk as Buffer
  }
  if (read !== size) throw new Error(`the file ${path} had ${size} bytes and now has ${read}`)
}

async function* readWeb(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

/** Calls `visit` for each binary value within plain data, however deep it is. */
export function forEachBytes(value: unknown, visit: (bytes: Bytes) => void): void {
  // A set that grows while it is walked: neither the stack nor a value that holds itself matters.
  const found = new Set<unknown>([value])
  for (const one of found) {
    if (isBytes(one)) visit(one)
    else if (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one)) {
      for (const field of Object.values(one)) {
        if (typeof field === 'object' && field !== null) found.add(field)
      }
    }
  }
}

/** Releases the binary values within an answer or a request, once nothing reads them any more. */
export function releaseBytes(value: unknown): void {
  forEachBytes(value, (bytes) => bytes.release())
}
