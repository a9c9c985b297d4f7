import { createMerkleTree, hashLeaf, pathLength, rootOf } from '@subnetkit/base'
import { ensureInput } from '../errors.js'
import { blockLeaves, leafBytes, leafLength, leavesOf, type ObjectShape } from '../merkle/leaf.js'
import type { ObjectTree } from '../merkle/object-hasher.js'

/** Object of a prover: its tree, and how to read its blocks. */
export interface HeldObject extends Pick<ObjectTree, 'size' | 'blocks'> {
  /** Returns the bytes of a block. */
  readBlock(block: number): Promise<Uint8Array>
}

const hashBytes = 32

/**
 * Proves leaves: for each index, in the order given, its bytes and the path to the root, one after the other. Reads one
 * block for each leaf and holds one at a time.
 * Throws POSSESSION_INPUT_INVALID for an index that the object does not have, and what `readBlock` throws.
 */
export async function proveLeaves(held: HeldObject, indices: readonly number[]): Promise<Uint8Array> {
  const tree = createMerkleTree(held.blocks)
  const parts: Uint8Array[] = []
  let read = { block: -1, bytes: new Uint8Array() as Uint8Array, leaves: [] as Uint8Array[] }
  for (const index of indices) {
    checkIndex(index, held.size)
    const block = Math.floor(index / blockLeaves)
    if (read.block !== block) {
      const bytes = await held.readBlock(block)
      read = { block, bytes, leaves: leafHashes(bytes) }
    }
    const at = (index % blockLeaves) * leafBytes
    parts.push(
      read.bytes.slice(at, at + leafBytes),
      ...createMerkleTree(read.leaves).pathOf(index % blockLeaves),
      ...tree.pathOf(block),
    )
  }
  return Buffer.concat(parts)
}

/** Bytes of a proof of these leaves. */
export function leafProofBytes(size: number, indices: readonly number[]): number {
  const count = leavesOf(size)
  return indices.reduce(
    (sum, index) => sum + leafLength(index, size) + hashBytes * pathLength(index, count),
    0,
  )
}

/**
 * Returns true if a proof holds each of these leaves as the root says. False for anything else, whatever its bytes: one
 * too many or too few, another object's, a path of another tree.
 * Throws POSSESSION_INPUT_INVALID for an index that the object does not have.
 */
export function verifyLeaves(
  { size, root }: ObjectShape,
  indices: readonly number[],
  proof: Uint8Array,
): boolean {
  for (const index of indices) checkIndex(index, size)
  if (proof.length !== leafProofBytes(size, indices)) return false
  const count = leavesOf(size)
  let at = 0
  const take = (length: number) => {
    at += length
    return proof.subarray(at - length, at)
  }
  return indices.every((index) => {
    const leaf = hashLeaf(take(leafLength(index, size)))
    const path = Array.from({ length: pathLength(index, count) }, () => take(hashBytes))
    const found = rootOf(leaf, { index, count, path })
    return found !== null && Buffer.compare(found, root) === 0
  })
}

export function leafHashes(block: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = []
  for (let at = 0; at < block.length; at += leafBytes)
    hashes.push(hashLeaf(block.subarray(at, at + leafBytes)))
  return hashes
}

function checkIndex(index: number, size: number): void {
  const count = leavesOf(size)
  ensureInput(
    Number.isSafeInteger(index) && index >= 0 && index < count,
    'index of a leaf',
    `it is ${index}, and the object has ${count} leaves`,
    `an integer from 0 to ${count - 1}`,
  )
}
