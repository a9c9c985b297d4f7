/** Chunks up to this size are copied together, in bytes. */
const smallChunk = 4_096
/** Size of what they are copied to, in bytes. */
const blockSize = 16_384
/** Chunks that a body may have of any size. */
const freeChunks = 1_000
/** Average size of a chunk, in bytes, that a body with more of them must have. */
const leastAverage = 64

/**
 * Bytes as they come in. Small chunks are packed: a buffer of its own for each would take a hundred times the memory of
 * its bytes.
 */
export interface ChunkList {
  /** Size of what is kept, in bytes. */
  readonly length: number
  push(chunk: Uint8Array): void
  /** Returns what is kept and forgets it. */
  take(): Uint8Array[]
  /** Same, as one buffer. */
  takeAll(): Buffer
}

export const createChunkList = (): ChunkList => new PackedChunks()

/** A class: an object with a getter of its own would stay until old memory is collected, with all that it refers to. */
class PackedChunks implements ChunkList {
  #chunks: Uint8Array[] = []
  #length = 0
  #block: Buffer | null = null
  #begin = 0
  #end = 0

  get length(): number {
    return this.#length
  }

  push(chunk: Uint8Array): void {
    // One chunk is the common case, and needs no copy.
    if (chunk.length > smallChunk || this.#chunks.length === 0) {
      this.#chunks.push(chunk)
      this.#block = null
    } else this.#pack(chunk)
    this.#length += chunk.length
  }

  take(): Uint8Array[] {
    const taken = this.#chunks
    this.#chunks = []
    this.#length = 0
    this.#block = null
    return taken
  }

  takeAll(): Buffer {
    const total = this.#length
    const taken = this.take()
    const [only] = taken
    return taken.length === 1
      ? Buffer.from(only!.buffer, only!.byteOffset, only!.length)
      : Buffer.concat(taken, total)
  }

  #pack(chunk: Uint8Array): void {
    if (this.#block === null || this.#block.length - this.#end < chunk.length) {
      this.#block = Buffer.allocUnsafe(blockSize)
      this.#begin = 0
      this.#end = 0
    }
    this.#block.set(chunk, this.#end)
    const isFirst = this.#end === this.#begin
    this.#end += chunk.length
    const packed = this.#block.subarray(this.#begin, this.#end)
    if (isFirst) this.#chunks.push(packed)
    else this.#chunks[this.#chunks.length - 1] = packed
  }
}

/** Says why a body in so many chunks is refused: each costs as much time as kilobytes do. Null for no reason. */
export function chunksRefused(count: number, bytes: number): string | null {
  if (count <= freeChunks || bytes >= leastAverage * count) return null
  return `it comes in chunks of less than ${leastAverage} bytes each`
}
