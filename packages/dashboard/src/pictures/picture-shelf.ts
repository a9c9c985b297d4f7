import { createHash } from 'node:crypto'
import { type SniffedPicture, sniffPicture } from './sniff-picture.js'

/** A picture with its bytes. */
export interface KeptPicture extends SniffedPicture {
  readonly data: Uint8Array
}

/** Pictures by the hash of their bytes, in memory: receipts have the hashes alone. */
export interface PictureShelf {
  /** Keeps bytes if they are a picture that is not too large. */
  keep(data: Uint8Array): void
  get(sha256: string): KeptPicture | null
}

/** Bytes of one picture, and of all that are kept. */
export const mostPictureBytes = 2_000_000
const mostBytes = 48_000_000

/** The newest pictures, as many as there is room for. */
export function createPictureShelf(room = mostBytes): PictureShelf {
  const kept = new Map<string, KeptPicture>()
  let bytes = 0
  return {
    keep(data) {
      if (data.length > mostPictureBytes) return
      const picture = sniffPicture(data)
      if (picture === null) return
      const sha256 = createHash('sha256').update(data).digest('hex')
      const known = kept.get(sha256)
      kept.delete(sha256)
      kept.set(sha256, known ?? { ...picture, data: Uint8Array.from(data) })
      if (known === undefined) bytes += data.length
      for (const [oldest, { data: old }] of kept) {
        if (bytes <= room) return
        kept.delete(oldest)
        bytes -= old.length
      }
    },
    get: (sha256) => kept.get(sha256) ?? null,
  }
}
