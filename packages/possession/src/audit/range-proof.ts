import { createMerkleTree, pathLength, rootOf } from '@subnetkit/base'
import { ensureInput } from '../errors.js'
import { blocksLength, blocksOf, type ObjectShape } from '../merkle/leaf.js'
import { createObjectHasher, type ObjectTree } from '../merkle/object-hasher.js'

/** Blocks in a row that are a subtree: `count` is a power of two and `first` a multiple of it. The last range may reach beyond the object. */
export interface BlockRange {
  readonly first: number
  readonly count: number
}

/** The smallest range with these two blocks and those between them. Throws POSSESSION_INPUT_INVALID for blocks that the object does not have. */
export function rangeWith(size: number, first: number, last: number): BlockRange {
  const blocks = blocksOf(size)
  ensureInput(
    Number.isSafeInteger(first) && Number.isSafeInteger(last) && first >= 0 && first <= last && last < blocks,
    'rangeWith',
    `blocks ${first} to ${last} of ${blocks}`,
    'blocks of the object, the smaller first',
  )
  let count = 1
  while (Math.floor(first / count) !== Math.floor(last / count)) count *= 2
  return { first: first - (first % count), count }
}

/** Bytes of a range. */
export function rangeBytes(size: number, range: BlockRange): number {
  checkRange(size, range)
  return blocksLength(range.first, range.count, size)
}

/** Returns the hashes that lead from a range to the root. Throws POSSESSION_INPUT_INVALID for a range that the object does not have. */
export function rangePath(
  { size, blocks }: Pick<ObjectTree, 'size' | 'blocks'>,
  range: BlockRange,
): Uint8Array[] {
  checkRange(size, range)
  const { first, count } = range
  // The hashes of the path that are above the range: those below it number its height.
  const path = createMerkleTree(blocks).pathOf(first)
  const above = pathLength(first / count, Math.ceil(blocks.length / count))
  return above === 0 ? [] : path.slice(-above)
}

/** Checks a range as it streams by. */
export interface RangeVerifier {
  /** Adds bytes; true while there are not too many of them. */
  update(chunk: Uint8Array): boolean
  /** True if all bytes came, and they are those of the object. */
  verify(): boolean
}

/** Verifies the bytes of a range and its path against the root. Throws POSSESSION_INPUT_INVALID for a range that the object does not have. */
export function createRangeVerifier(
  { size, root }: ObjectShape,
  range: BlockRange,
  path: readonly Uint8Array[],
): RangeVerifier {
  const expected = rangeBytes(size, range)
  const hasher = createObjectHasher({ blocks: false })
  let seen = 0
  return {
    update(chunk) {
      seen += chunk.length
      if (seen <= expected) hasher.update(chunk)
      return seen <= expected
    },
    verify() {
      if (seen !== expected || path.some(({ length }) => length !== 32)) return false
      const { first, count } = range
      const place = { index: first / count, count: Math.ceil(blocksOf(size) / count), path }
      const found = rootOf(hasher.digest().root, place)
      return found !== null && Buffer.compare(found, root) === 0
    },
  }
}

function checkRange(size: number, { first, count }: BlockRange): void {
  const blocks = blocksOf(size)
  const isPower = Number.isSafeInteger(count) && count >= 1 && Number.isInteger(Math.log2(count))
  ensureInput(
    isPower && Number.isSafeInteger(first) && first >= 0 && first < blocks && first % count === 0,
    'range of blocks',
    `${count} blocks from ${first} on, of ${blocks}`,
    'a power of two of blocks from a multiple of it on',
  )
}
