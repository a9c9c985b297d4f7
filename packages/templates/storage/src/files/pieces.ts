import {
  type BlockRange,
  blockBytes,
  createRangeVerifier,
  decodeReplica,
  encodeReplica,
  hashObject,
  leavesOf,
  rangeWith,
  replicaKey,
  sampleLeaves,
  verifyLeaves,
} from '@subnetkit/possession'
import { type Bytes, releaseBytes } from 'subnetkit'
import type { Catalogue, StoredFile } from '../catalogue.js'
import { tagsOf, type Vault } from '../vault.js'
import type { LooseNotes } from './loose.js'
import type { Network } from './network.js'

/** One piece of a file at its miner. */
export type Piece = StoredFile['segments'][number][number]

/** Place of a piece: its segment and its shard. */
export interface PiecePlace {
  readonly segment: number
  readonly shard: number
}

/** Key of the encoding of a piece; `salt` names the putting of the file, since a name may be used again. */
type Coding = Pick<StoredFile, 'salt' | 'iterations'>

const keyOfPiece = (vault: Vault, { salt }: Coding, { segment, shard }: PiecePlace, hotkey: string) =>
  replicaKey(vault.secret, hotkey, `${salt}/${segment}/${shard}`)

/** Parts that a piece is stored with. */
export interface StoreParts {
  readonly catalogue: Pick<Catalogue, 'yieldFillers'>
  readonly network: Network
  readonly vault: Vault
  readonly notes: Pick<LooseNotes, 'note'>
}

/**
 * Encodes a shard for a hotkey, notes it and stores it there; undefined if the miner does not take it. One that refuses it is asked again after fillers
 * of as many bytes have given way.
 */
export async function storePiece(
  { catalogue, network, vault, notes }: StoreParts,
  coding: Coding,
  place: PiecePlace,
  hotkey: string,
  shard: Uint8Array,
): Promise<Piece | undefined> {
  const key = keyOfPiece(vault, coding, place, hotkey)
  const encoded: Uint8Array[] = []
  for await (const block of encodeReplica([shard], { key, iterations: coding.iterations }))
    encoded.push(block)
  const { root, size } = await hashObject(encoded, { blocks: false })
  const object = Buffer.from(root).toString('hex')
  const bytes = Buffer.concat(encoded)
  const tags = await tagsOf(vault, object, size, async function* () {
    yield bytes
  }).bytes()
  const question = { object, size, bytes, tags }
  await notes.note({ hotkey, object, size })
  const store = () => network.ask<{ readonly stored: boolean }>(hotkey, 'store', question)
  const answer = await store()
  if (!answer) return undefined
  const isStored =
    answer.stored || ((await makeRoom(catalogue, network, hotkey, size)) && (await store())?.stored)
  return isStored ? { hotkey, object, size } : undefined
}

/** Has fillers of a miner give way; false if it has none, or does not answer. They are no longer asked about before the miner may drop them. */
async function makeRoom(
  catalogue: Pick<Catalogue, 'yieldFillers'>,
  network: Network,
  hotkey: string,
  bytes: number,
): Promise<boolean> {
  const fillers = await catalogue.yieldFillers(hotkey, bytes)
  const objects = fillers.map(({ object }) => object)
  for (let at = 0; at < objects.length; at += 1_000) {
    const some = objects.slice(at, at + 1_000)
    if ((await network.ask(hotkey, 'drop', { objects: some })) === undefined) return false
  }
  return objects.length > 0
}

/** Returns bytes `from` to `to` of a shard, decoded and verified; undefined if its miner does not have them, or returns others. */
export async function readPiece(
  { network, vault }: { readonly network: Network; readonly vault: Vault },
  coding: Coding,
  place: PiecePlace,
  { hotkey, object, size }: Piece,
  [from, to]: readonly [from: number, to: number],
): Promise<Uint8Array | undefined> {
  const wanted = Math.floor(from / blockBytes)
  // The block before the first one is needed to decode it.
  const range = rangeWith(size, Math.max(0, wanted - 1), Math.ceil(to / blockBytes) - 1)
  const answer = await network.ask<{ readonly bytes: Bytes; readonly path: readonly string[] }>(
    hotkey,
    'retrieve',
    {
      object,
      size,
      first: range.first,
      blocks: range.count,
    },
  )
  if (!answer) return undefined
  try {
    const encoded = await verified({ object, size }, range, answer)
    if (!encoded) return undefined
    const options = { key: keyOfPiece(vault, coding, place, hotkey), iterations: coding.iterations }
    const skip = (wanted - range.first) * blockBytes
    const after =
      wanted === 0 ? undefined : { block: wanted - 1, bytes: encoded.subarray(skip - blockBytes, skip) }
    const decoded: Uint8Array[] = []
    const end = to - range.first * blockBytes
    for await (const block of decodeReplica([encoded.subarray(skip, end)], {
      ...options,
      ...(after && { after }),
    })) {
      decoded.push(block)
    }
    const start = from - wanted * blockBytes
    return Buffer.concat(decoded).subarray(start, start + to - from)
  } finally {
    releaseBytes(answer)
  }
}

async function verified(
  { object, size }: Pick<Piece, 'object' | 'size'>,
  range: BlockRange,
  { bytes, path }: { readonly bytes: Bytes; readonly path: readonly string[] },
): Promise<Uint8Array | undefined> {
  const shape = { size, root: Buffer.from(object, 'hex') }
  const verifier = createRangeVerifier(
    shape,
    range,
    path.map((hash) => Buffer.from(hash, 'hex')),
  )
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes.chunks()) {
    if (!verifier.update(chunk)) return undefined
    chunks.push(chunk)
  }
  return verifier.verify() ? Buffer.concat(chunks) : undefined
}

/** Returns true if the miner of a piece proves some of its leaves. */
export async function isHeld(
  network: Network,
  { hotkey, object, size }: Piece,
  nonce: string,
): Promise<boolean> {
  const leaves = sampleLeaves({ seed: [nonce, object], leaves: leavesOf(size), count: 16 })
  const answer = await network.ask<{ readonly proofs: readonly Bytes[] }>(hotkey, 'audit', {
    objects: [{ object, size, leaves }],
  })
  try {
    const proof = await answer?.proofs[0]?.bytes()
    return proof !== undefined && verifyLeaves({ size, root: Buffer.from(object, 'hex') }, leaves, proof)
  } finally {
    releaseBytes(answer)
  }
}
