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

export function createChunkList(): ChunkList {
  let chunks: Uint8Array[] = []
  let length = 0
  let block: Buffer | null = null
  let begin = 0
  let end = 0

  function pack(chunk: Uint8Array): void {
    if (block === null || block.length - end < chunk.length) {
      block = Buffer.allocUnsafe(blockSize)
      begin = 0
      end = 0
    }
    block.set(chunk, end)
    const isFirst = end === begin
    end += chunk.length
    const packed = block.subarray(begin, end)
    if (isFirst) chunks.push(packed)
    else chunks[chunks.length - 1] = packed
  }

  function take(): Uint8Array[] {
    const taken = chunks
    chunks = []
    length = 0
    block = null
    return taken
  }

  return {
    get length() {
      return length
    },
    push(chunk) {
      // One chunk is the common case, and needs no copy.
      if (chunk.length > smallChunk || chunks.length === 0) {
        chunks.push(chunk)
        block = null
      } else pack(chunk)
      length += chunk.length
    },
    take,
    takeAll() {
      const total = length
      const taken = take()
      const [only] = taken
      return taken.length === 1
        ? Buffer.from(only!.buffer, only!.byteOffset, only!.length)
        : Buffer.concat(taken, total)
    },
  }
}

/** Says why a body in so many chunks is refused: each costs as much time as kilobytes do. Null for no reason. */
export function chunksRefused(count: number, bytes: number): string | null {
  if (count <= freeChunks || bytes >= leastAverage * count) return null
  return `it comes in chunks of less than ${leastAverage} bytes each`
}
