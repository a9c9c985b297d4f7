import { createHash } from 'node:crypto'
import type { StreamDigest } from './records.js'

/** Counts and hashes the chunk records of one stream, in order. */
export interface DigestBuilder {
  readonly chunks: number
  readonly bytes: number
  /** Adds one chunk record, its LF included. */
  add(record: Uint8Array): void
  /** Ends the count; may be called once. */
  end(): StreamDigest
}

export const createDigest = (): DigestBuilder => new RunningDigest()

/** A class: an object with a getter of its own would stay until old memory is collected, with all that it refers to. */
class RunningDigest implements DigestBuilder {
  chunks = 0
  bytes = 0
  readonly #hash = createHash('sha256')

  add(record: Uint8Array): void {
    this.#hash.update(record)
    this.chunks++
    this.bytes += record.length
  }

  end(): StreamDigest {
    return { chunks: this.chunks, bytes: this.bytes, sha256: this.#hash.digest('hex') }
  }
}
