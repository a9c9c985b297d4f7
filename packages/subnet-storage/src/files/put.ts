import { createHash, randomBytes } from 'node:crypto'
import { type ByteSource, contentId, createErasureCode, inPieces } from '@subnetkit/possession'
import type { Catalogue, StoredFile } from '../catalogue.js'
import { encodedName } from '../catalogue-place.js'
import { elementAt } from '../element.js'
import { mostPieceBytes } from '../settings.js'
import { fileError } from './errors.js'
import { collectLoose, notesOfLoose, sparing } from './loose.js'
import { describeFailures, type Network } from './network.js'
import { type Piece, type StoreParts, storePiece } from './pieces.js'

/** Parts that the commands work on. */
export interface Place {
  readonly catalogue: Catalogue
  readonly network: Network
  /** Hotkeys of the subnet, with an address or without; undefined if they were not read. */
  readonly members?: ReadonlySet<string>
}

/** Options of {@link putFile}. */
export interface PutOptions {
  readonly name: string
  /** Pieces that a segment is split into; any as many of them restore it. @default 4 */
  readonly data?: number
  /** Pieces added to them: as many miners may vanish. @default 2 */
  readonly parity?: number
  /** Largest piece, in bytes. @default 1 MiB */
  readonly pieceBytes?: number
  /** Work for each block of 64 KiB that encodes or decodes. @default 1 */
  readonly iterations?: number
  /** Called with the bytes that are stored. */
  readonly onProgress?: (bytes: number) => void
}

/**
 * Puts a file: segment by segment it is coded into pieces, each is encoded for its miner and stored there; no miner has two pieces of a
 * segment. Holds one segment with its parity in memory. The catalogue has the file from the first segment on; it is whole once it has a content id.
 * Pieces that no entry has yet are noted before a miner gets them, so that `gc` finds them after a kill.
 * Throws FILE_NAME_INVALID, FILE_EXISTS, MINERS_TOO_FEW, PLACES_TOO_FEW, what the source throws and the reason of the network's signal. Nothing is
 * kept of the file then, neither in the catalogue nor at miners that answer.
 */
export async function putFile(
  { catalogue, network }: Place,
  source: ByteSource,
  options: PutOptions,
): Promise<StoredFile> {
  const { name, data = 4, parity = 2, pieceBytes = 1_048_576, iterations = 1, onProgress } = options
  const code = createErasureCode({ data, parity })
  const bytes = Buffer.byteLength(encodedName(name))
  if (bytes < 1 || bytes > 200) throw fileError('FILE_NAME_INVALID', { name: JSON.stringify(name), bytes })
  const [needed, found] = [data + parity, network.hosts.length]
  if (found < needed) throw fileError('MINERS_TOO_FEW', { needed, found })
  const vault = await catalogue.vault()
  const hash = createHash('sha256')
  // Names this putting in the keys of its pieces.
  const salt = randomBytes(8).toString('hex')
  let file: StoredFile = {
    ...{ name, size: 0, cid: '', salt, putAt: new Date().toISOString() },
    ...{ data, parity, pieceBytes: Math.min(pieceBytes, mostPieceBytes), iterations, segments: [] },
  }
  if (!(await catalogue.addFile(file))) throw fileError('FILE_EXISTS', { name })
  const notes = notesOfLoose(catalogue, salt)
  try {
    for await (const segment of inPieces(source, data * file.pieceBytes)) {
      hash.update(segment)
      const padded = new Uint8Array(Math.ceil(segment.length / data) * data)
      padded.set(segment)
      const pieces = await spread({ catalogue, network, vault, notes }, code.encode(padded), file)
      file = { ...file, size: file.size + segment.length, segments: [...file.segments, pieces] }
      await catalogue.saveFile(file)
      // The entry has them now.
      notes.settle(pieces)
      onProgress?.(file.size)
    }
  } catch (error) {
    await catalogue.noteLoose(salt, [...file.segments.flat(), ...notes.pieces()])
    await catalogue.removeFile(name)
    await collectLoose({ catalogue, network: sparing(network) }, salt)
    throw error
  }
  const whole = { ...file, cid: contentId(hash.digest()) }
  await catalogue.saveFile(whole)
  await collectLoose({ catalogue, network: sparing(network) }, salt)
  return whole
}

/** Stores the shards of the next segment, each at another miner; a miner that does not take one is not tried again for it. */
async function spread(parts: StoreParts, shards: readonly Uint8Array[], file: StoredFile): Promise<Piece[]> {
  const { network } = parts
  const segment = file.segments.length
  const candidates = candidatesFor(network, segment * shards.length)
  const asked: string[] = []
  const place = async (shard: number): Promise<Piece | undefined> => {
    for (let hotkey = candidates.shift(); hotkey !== undefined; hotkey = candidates.shift()) {
      asked.push(hotkey)
      const at = { segment, shard }
      const piece = await storePiece(parts, file, at, hotkey, elementAt(shards, shard))
      if (piece) return piece
    }
    return undefined
  }
  // All of them end before a failure is passed on: no unlisted piece is stored.
  const settled = await Promise.allSettled(shards.map((_, shard) => place(shard)))
  const pieces = settled.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))
  if (pieces.length === shards.length) return pieces
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  const [taken, needed] = [pieces.length, shards.length]
  throw fileError('PLACES_TOO_FEW', { taken, needed, segment, reasons: describeFailures(network, asked) })
}

/** Miners in the order in which they are tried: another one first with each segment, those that gave no answer last. */
function candidatesFor({ hosts, failures }: Network, first: number): string[] {
  const turned = hosts.map((_, at) => elementAt(hosts, (at + first) % hosts.length).hotkey)
  return [...turned].sort((one, other) => Number(failures.has(one)) - Number(failures.has(other)))
}

/**
 * Removes a file: its entry, then its pieces at the miners that answer; `gc` has the others forget theirs. A round that asks about them at that
 * time does not charge their miners.
 * Throws FILE_UNKNOWN.
 */
export async function removeFile(
  place: Place,
  name: string,
): Promise<{ readonly pieces: number; readonly dropped: number }> {
  const file = await fileNamed(place.catalogue, name)
  const known = (await place.catalogue.loose()).find(({ salt }) => salt === file.salt)?.pieces ?? []
  const pieces = file.segments.flat()
  await place.catalogue.noteLoose(file.salt, [...pieces, ...known])
  await place.catalogue.removeFile(name)
  const { dropped } = await collectLoose(place, file.salt)
  return { pieces: pieces.length, dropped }
}

/** Returns the entry of a file. Throws FILE_UNKNOWN. */
export async function fileNamed(catalogue: Catalogue, name: string): Promise<StoredFile> {
  const file = (await catalogue.files()).find((one) => one.name === name)
  if (!file) throw fileError('FILE_UNKNOWN', { name })
  return file
}
