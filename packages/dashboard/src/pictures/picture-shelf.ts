import { createHash } from 'node:crypto'
import { openPictureFolder, type PictureFolder } from './picture-folder.js'
import { type SniffedPicture, sniffPicture } from './sniff-picture.js'

/** A picture with its bytes. */
export interface KeptPicture extends SniffedPicture {
  readonly data: Uint8Array
}

/** Pictures by the hash of their bytes: receipts have the hashes alone. */
export interface PictureShelf {
  /** Keeps bytes if they are a picture that is not too large. */
  keep(data: Uint8Array): void
  get(sha256: string): KeptPicture | null
}

/** A shelf with a folder, from which it goes on after a restart. */
export interface StoredPictureShelf extends PictureShelf {
  /** Resolves once every file is written. */
  settled(): Promise<void>
}

/** Bytes of one picture, and of all that are kept. */
export const mostPictureBytes = 2_000_000
const mostBytes = 48_000_000

const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** The newest pictures, as many as there is room for. */
export function createPictureShelf(
  room = mostBytes,
  folder: Pick<PictureFolder, 'write' | 'remove'> | null = null,
): PictureShelf {
  const kept = new Map<string, KeptPicture>()
  let bytes = 0
  return {
    keep(data) {
      if (data.length > mostPictureBytes) return
      const picture = sniffPicture(data)
      if (picture === null) return
      const sha256 = hashOf(data)
      const known = kept.get(sha256)
      kept.delete(sha256)
      kept.set(sha256, known ?? { ...picture, data: Uint8Array.from(data) })
      if (known === undefined) {
        bytes += data.length
        folder?.write(sha256, data)
      }
      for (const [oldest, { data: old }] of kept) {
        if (bytes <= room) return
        kept.delete(oldest)
        folder?.remove(oldest)
        bytes -= old.length
      }
    },
    get: (sha256) => kept.get(sha256) ?? null,
  }
}

/** The same with a folder: what was kept before is there again. A file whose bytes have another hash than its name is removed. */
export async function openPictureShelf(path: string, room = mostBytes): Promise<StoredPictureShelf> {
  let isReading = true
  let folder: PictureFolder | null = null
  const shelf = createPictureShelf(room, {
    write: (sha256, data) => isReading || folder?.write(sha256, data),
    remove: (sha256) => folder?.remove(sha256),
  })
  const over: string[] = []
  folder = await openPictureFolder(path, (data, sha256) => {
    if (hashOf(data) !== sha256) return false
    shelf.keep(data)
    over.push(sha256)
    return shelf.get(sha256) !== null
  })
  isReading = false
  // There was room for more when they were written.
  for (const sha256 of over) if (shelf.get(sha256) === null) folder.remove(sha256)
  return { ...shelf, settled: folder.settled }
}
