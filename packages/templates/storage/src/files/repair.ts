import { randomBytes } from 'node:crypto'
import { isSubnetError } from 'subnetkit'
import type { StoredFile } from '../catalogue.js'
import { elementAt } from '../element.js'
import type { Vault } from '../vault.js'
import { restoreSegment } from './get.js'
import { collectLoose, type LooseNotes, notesOfLoose, sparing } from './loose.js'
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
 * The entry is saved after each segment. Pieces of a repair that was killed are forgotten by their miners. A segment with too few pieces is counted and left: its miners may come back.
 * Throws the reason of the network's signal; what it has saved until then is whole.
 */
export async function repairFile(
  place: Place,
  file: StoredFile,
  onSegment: () => void = () => {},
): Promise<Repair> {
  const collect = () => collectLoose({ ...place, network: sparing(place.network) }, file.salt)
  // A file that is not whole may be one that is being put.
  if (file.cid === '') return repairSegments(place, file, onSegment)
  await collect()
  return repairSegments(place, file, onSegment).finally(collect)
}

async function repairSegments(place: Place, file: StoredFile, onSegment: () => void): Promise<Repair> {
  const { catalogue, network } = place
  const vault = await catalogue.vault()
  const nonce = randomBytes(16).toString('hex')
  const known = (await catalogue.loose()).find(({ salt }) => salt === file.salt)?.pieces
  const notes = notesOfLoose(catalogue, file.salt, known)
  let [current, lost, repaired, unreadable] = [file, 0, 0, 0]
  for (const [segment, pieces] of file.segments.entries()) {
    const held = await Promise.all(pieces.map((piece) => isHeld(network, piece, nonce)))
    const gone = pieces.flatMap((_, shard) => (held[shard] ? [] : [shard]))
    lost += gone.length
    if (gone.length > 0) {
      const renewed = await renew({ ...place, vault, notes }, current, segment, new Set(gone))
      if (renewed === null) unreadable += 1
      else {
        const segments = current.segments.map((one, at) => (at === segment ? renewed : one))
        const replaced = pieces.filter((piece) => !renewed.includes(piece))
        for (const piece of replaced) await notes.note(piece)
        current = { ...current, segments }
        await catalogue.saveFile(current)
        repaired += replaced.length
      }
    }
    onSegment()
  }
  return { name: file.name, pieces: file.segments.flat().length, lost, repaired, unreadable }
}

/** Pieces of a segment after what can be stored elsewhere is; null if too few are left. */
async function renew(
  place: Place & { readonly vault: Vault; readonly notes: LooseNotes },
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
  for (const shard of gone) {
    let piece: Piece | undefined
    while (!piece && candidates.length > 0) {
      const hotkey = elementAt(candidates.splice(0, 1), 0)
      piece = await storePiece(place, file, { segment, shard }, hotkey, elementAt(shards, shard))
    }
    if (!piece) break
    renewed[shard] = piece
  }
  return renewed
}

function nullIfLost(error: unknown): null {
  if (isSubnetError(error) && error.code === 'FILE_LOST') return null
  throw error
}
