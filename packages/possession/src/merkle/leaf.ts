import { maxLeaves } from '@subnetkit/base'
import { ensureInput } from '../errors.js'

/** Bytes of a leaf; the last one of an object may be shorter. */
export const leafBytes = 1_024
/** Leaves of a block: what a prover reads for one leaf, and what a range is made of. */
export const blockLeaves = 64
export const blockBytes = leafBytes * blockLeaves
/** Largest object, in bytes: 1 GiB. */
export const mostObjectBytes = maxLeaves * leafBytes

/** Object as its owner knows it, without its bytes. */
export interface ObjectShape {
  /** Bytes; at least 1. */
  readonly size: number
  /** Root of the Merkle tree over its leaves, 32 bytes. */
  readonly root: Uint8Array
}

/** Number of leaves of an object. Throws POSSESSION_INPUT_INVALID for a size that no object has. */
export function leavesOf(size: number): number {
  checkSize(size)
  return Math.ceil(size / leafBytes)
}

/** Number of blocks of an object. Throws POSSESSION_INPUT_INVALID for a size that no object has. */
export function blocksOf(size: number): number {
  checkSize(size)
  return Math.ceil(size / blockBytes)
}

/** Bytes of one leaf. */
export const leafLength = (index: number, size: number) => Math.min(leafBytes, size - index * leafBytes)

/** Bytes of some blocks in a row. */
export const blocksLength = (first: number, count: number, size: number) =>
  Math.min(count * blockBytes, size - first * blockBytes)

function checkSize(size: number): void {
  ensureInput(
    Number.isSafeInteger(size) && size >= 1 && size <= mostObjectBytes,
    'size of an object',
    `it is ${size} bytes`,
    `an integer from 1 to ${mostObjectBytes}`,
  )
}
