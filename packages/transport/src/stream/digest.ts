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

export function createDigest(): DigestBuilder {
  const hash = createHash('sha256')
  let chunks = 0
  let bytes = 0
  return {
    get chunks() {
      return chunks
    },
    get bytes() {
      return bytes
    },
    add(record) {
      hash.update(record)
      chunks++
      bytes += record.length
    },
    end: () => ({ chunks, bytes, sha256: hash.digest('hex') }),
  }
}
