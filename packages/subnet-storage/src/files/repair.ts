import { randomBytes } from 'node:crypto'
import { isSubnetError } from 'subnetkit'
import type { StoredFile } from '../catalogue.js'
import { elementAt } from '../element.js'
import type { Vault } from '../vault.js'
import { restoreSegment } from './get.js'
import { isHeld, type Piece, storePiece } from './pieces.js'
import { dropPieces, type Place } from './put.js'

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
 * Throws the reason of the network's signal; what it has saved until then is whole.
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
      const renewed = await renew({ ...place, vault }, current, segment, new Set(gone))
      if (renewed === null) unreadable += 1
      else {
        const segments = current.segments.map((one, at) => (at === segment ? renewed : one))
        current = { ...current, segments }
        await catalogue.saveFile(current)
        const replaced = pieces.filter((piece) => !renewed.includes(piece))
        repaired += replaced.length
        await dropReachable(place, replaced)
      }
    }
    onSegment()
  }
  return { name: file.name, pieces: file.segments.flat().length, lost, repaired, unreadable }
}

/** Pieces of a segment after what can be stored elsewhere is; null if too few are left. Nothing new stays at a miner if it throws. */
async function renew(
  place: Place & { readonly vault: Vault },
  file: StoredFile,
  segment: number,
  gone: ReadonlySet<number>,
): Promise<Piece[] | null> {
  const pieces = elementAt(file.segments, segment)
  const usable = new Set(pieces.filter((_, shard) => !gone.has(shard)))
  const shards = await restoreSegment(place, file, segment, (piece) => usable.has(piece)).catch(nullIfLost)
  if (shards === null) return null
  const taken = new Set(pieces.map(({ hotkey }) => hotkey))
  const candidates = place.network.hosts.flatMap(({ hotkey }) => (taken.has(hotkey) ? [] : [hotkey]))
  const renewed: Piece[] = [...pieces]
  const stored: Piece[] = []
  try {
    for (const shard of gone) {
      let piece: Piece | undefined
      while (!piece && candidates.length > 0) {
        const at = { segment, shard }
        piece = await storePiece(
          place,
          file,
          at,
          elementAt(candidates.splice(0, 1), 0),
          elementAt(shards, shard),
        )
      }
      if (!piece) break
      stored.push(piece)
      renewed[shard] = piece
    }
  } catch (error) {
    await dropPieces(place.network.unstoppable, stored)
    throw error
  }
  return renewed
}

function nullIfLost(error: unknown): null {
  if (isSubnetError(error) && error.code === 'FILE_LOST') return null
  throw error
}

/** Has the miners that answered forget what they could not prove; those that did not answer are not waited for again. */
async function dropReachable({ network }: Place, pieces: readonly Piece[]): Promise<void> {
  await dropPieces(
    network,
    pieces.filter(({ hotkey }) => !network.failures.has(hotkey)),
  )
}
