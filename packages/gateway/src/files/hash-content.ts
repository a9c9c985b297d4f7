import { createHash } from 'node:crypto'
import type { ContentHash } from '../receipts/write-receipt.js'

/** Hash of bytes that pass one part after the other. */
export interface PassingHash {
  add(part: Uint8Array): void
  /** The hash of what has passed by now. */
  now(): ContentHash
}

export function hashPassing(): PassingHash {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    add(part) {
      hash.update(part)
      bytes += part.length
    },
    now: () => ({ bytes, sha256: hash.copy().digest('hex') }),
  }
}
