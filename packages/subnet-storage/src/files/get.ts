import { createHash } from 'node:crypto'
import { contentId, createErasureCode } from '@subnetkit/possession'
import type { StoredFile } from '../catalogue.js'
import { elementAt } from '../element.js'
import type { Vault } from '../vault.js'
import { fileError } from './errors.js'
import { describeFailures } from './network.js'
import { type Piece, readPiece } from './pieces.js'
import { fileNamed, type Place } from './put.js'

/** Bytes of a file, the last one not included. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/**
 * Yields the bytes of a file, or of a range of it, segment by segment. Every piece is verified; what a miner lacks is restored from the others, as
 * long as enough are left. Holds one segment.
 * Throws FILE_UNKNOWN, RANGE_INVALID, FILE_LOST, and at the end of a whole file FILE_DAMAGED if its hash is another.
 */
export async function* getFile(place: Place, name: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const file = await fileNamed(place.catalogue, name)
  const { from, to } = range ?? { from: 0, to: file.size }
  if (
    !(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to <= file.size && from <= to)
  ) {
    throw fileError('RANGE_INVALID', { range: `${from}-${to - 1}`, size: file.size, name })
  }
  const vault = await place.catalogue.vault()
  const hash = createHash('sha256')
  const segmentBytes = file.data * file.pieceBytes
  for (let segment = Math.floor(from / segmentBytes); segment * segmentBytes < to; segment += 1) {
    const start = segment * segmentBytes
    const end = Math.min(start + segmentBytes, file.size)
    const wanted = [Math.max(from, start) - start, Math.min(to, end) - start] as const
    const bytes = await readSegment({ ...place, vault }, file, segment, wanted)
    hash.update(bytes)
    yield bytes
  }
  const isWhole = from === 0 && to === file.size && file.cid !== ''
  if (isWhole && contentId(hash.digest()) !== file.cid) throw fileError('FILE_DAMAGED', { name })
}

type Reading = Place & { readonly vault: Vault }

/** Bytes of a segment: from the pieces that have them, or from all if one of these is missing. A miner that failed before is not waited for again. */
async function readSegment(
  place: Reading,
  file: StoredFile,
  segment: number,
  [from, to]: readonly [from: number, to: number],
): Promise<Uint8Array> {
  const pieces = elementAt(file.segments, segment)
  const length = elementAt(pieces, 0).size
  const [first, last] = [Math.floor(from / length), Math.floor((to - 1) / length)]
  const wanted = pieces.slice(first, last + 1)
  const isDoubtful = wanted.some(({ hotkey }) => place.network.failures.has(hotkey))
  const parts = await Promise.all(
    (isDoubtful ? [] : wanted).map((piece, at) => {
      const shard = first + at
      const within = [Math.max(from, shard * length), Math.min(to, (shard + 1) * length)] as const
      return readPiece(place, file, { segment, shard }, piece, [
        within[0] - shard * length,
        within[1] - shard * length,
      ])
    }),
  )
  if (!isDoubtful && !parts.includes(undefined)) return Buffer.concat(parts as Uint8Array[])
  const shards = await restoreSegment(place, file, segment)
  return Buffer.concat(shards.slice(0, file.data)).subarray(from, to)
}

/** All shards of a segment, from as many pieces as are needed. Throws FILE_LOST when there are too few. */
export async function restoreSegment(
  place: Reading,
  file: StoredFile,
  segment: number,
  isUsable: (piece: Piece) => boolean = () => true,
): Promise<Uint8Array[]> {
  const pieces = elementAt(file.segments, segment)
  const shards: (Uint8Array | null)[] = pieces.map(() => null)
  const { failures } = place.network
  const left = pieces
    .flatMap((piece, shard) => (isUsable(piece) ? [{ shard, doubtful: failures.has(piece.hotkey) }] : []))
    .sort((one, other) => Number(one.doubtful) - Number(other.doubtful))
    .map(({ shard }) => shard)
  let found = 0
  while (found < file.data && left.length > 0) {
    const batch = left.splice(0, file.data - found)
    const read = await Promise.all(
      batch.map((shard) => {
        const piece = elementAt(pieces, shard)
        return readPiece(place, file, { segment, shard }, piece, [0, piece.size])
      }),
    )
    for (const [at, bytes] of read.entries()) {
      if (!bytes) continue
      shards[elementAt(batch, at)] = bytes
      found += 1
    }
  }
  if (found < file.data) {
    const reasons = describeFailures(
      place.network,
      pieces.map(({ hotkey }) => hotkey),
    )
    throw fileError('FILE_LOST', { name: file.name, segment, left: found, needed: file.data, reasons })
  }
  return createErasureCode(file).restore(shards)
}
