import { randomBytes } from 'node:crypto'
import type { StoredFile } from '../catalogue.js'
import { elementAt } from '../element.js'
import { restoreSegment } from './get.js'
import { isHeld, type Piece, storePiece } from './pieces.js'
import type { Place } from './put.js'

/** Result of a repair. */
export interface Repair {
  readonly name: string
  readonly pieces: number
  /** Pieces that no miner proved. */
  readonly lost: number
  /** Those of them that another miner has now. */
  readonly repaired: number
  /** Segments that cannot be restored at the moment. */
  readonly unreadable: number
}

/**
 * Asks for proofs of every piece of a file, restores those that are lost from the others, and stores them at miners that have no piece of the segment.
 * The entry is saved after each segment. A segment with too few pieces is counted and left: its miners may come back.
 */
export async function repairFile(
  place: Place,
  file: StoredFile,
  onSegment: () => void = () => {},
): Promise<Repair> {
  const { catalogue, network } = place
  const vault = await catalogue.vault()
  const nonce = randomBytes(16).toString('hex')
  let [current, lost, repaired, unreadable] = [file, 0, 0, 0]
  for (const [segment, pieces] of file.segments.entries()) {
    const held = await Promise.all(pieces.map((piece) => isHeld(network, piece, nonce)))
    const gone = pieces.flatMap((_, shard) => (held[shard] ? [] : [shard]))
    lost += gone.length
    if (gone.length > 0) {
      const usable = new Set(pieces.filter((_, shard) => held[shard]))
      const shards = await restoreSegment({ ...place, vault }, file, segment, (piece) =>
        usable.has(piece),
      ).catch(() => null)
      if (shards === null) unreadable += 1
      else {
        const taken = new Set(pieces.map(({ hotkey }) => hotkey))
        const candidates = network.hosts.map(({ hotkey }) => hotkey).filter((hotkey) => !taken.has(hotkey))
        const renewed: Piece[] = [...pieces]
        for (const shard of gone) {
          for (let hotkey = candidates.shift(); hotkey !== undefined; hotkey = candidates.shift()) {
            const piece = await storePiece(
              { network, vault },
              file,
              { segment, shard },
              hotkey,
              elementAt(shards, shard),
            )
            if (!piece) continue
            renewed[shard] = piece
            repaired += 1
            break
          }
        }
        current = {
          ...current,
          segments: current.segments.map((one, at) => (at === segment ? renewed : one)),
        }
        await catalogue.saveFile(current)
      }
    }
    onSegment()
  }
  return { name: file.name, pieces: file.segments.flat().length, lost, repaired, unreadable }
}
