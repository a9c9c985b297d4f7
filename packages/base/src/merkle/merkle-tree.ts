import { hash } from 'node:crypto'

/** Merkle tree of RFC 6962 (SHA-256): a hash is 32 bytes. */
export interface MerkleTree {
  readonly root: Uint8Array
  /** Hashes of the siblings of one leaf, from the bottom up. */
  pathOf(index: number): Uint8Array[]
}

/** Maximum number of leaves: 20 hashes in a path. */
export const maxLeaves = 1_048_576

/** Returns the hash of a leaf. Its first byte differs from a node's, so that neither can pass for the other. */
export function hashLeaf(content: string | Uint8Array): Uint8Array {
  if (typeof content === 'string') return hash('sha256', `\0${content}`, 'buffer')
  const bytes = new Uint8Array(content.length + 1)
  bytes.set(content, 1)
  return hash('sha256', bytes, 'buffer')
}

/** Returns the hash of a node with two children. */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(65)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 33)
  return hash('sha256', bytes, 'buffer')
}

/** Builds the tree of at least one leaf. A node without a sibling moves up as it is; it is never paired with itself. */
export function createMerkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  const levels = [leaves]
  for (let level = leaves; level.length > 1; ) {
    const above: Uint8Array[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at]!, level[at + 1]]
      above.push(right ? hashNode(left, right) : left)
    }
    levels.push(above)
    level = above
  }
  return {
    root: levels.at(-1)![0]!,
    pathOf(index) {
      const path: Uint8Array[] = []
      for (const [height, level] of levels.entries()) {
        const sibling = level[(index >> height) ^ 1]
        if (sibling) path.push(sibling)
      }
      return path
    },
  }
}

/** Returns the number of hashes in the path of a leaf. */
export function pathLength(index: number, count: number): number {
  let length = 0
  for (let at = index, width = count; width > 1; at >>= 1, width = (width + 1) >> 1) {
    if ((at ^ 1) < width) length++
  }
  return length
}

/** Returns the root that a path leads to; null for a position or a length that no tree of `count` leaves has. */
export function rootOf(
  leaf: Uint8Array,
  {
    index,
    count,
    path,
  }: { readonly index: number; readonly count: number; readonly path: readonly Uint8Array[] },
): Uint8Array | null {
  const isPlace = Number.isInteger(index) && index >= 0 && index < count && count <= maxLeaves
  if (!isPlace || path.length !== pathLength(index, count)) return null
  const siblings = path.values()
  let hashed = leaf
  for (let at = index, width = count; width > 1; at >>= 1, width = (width + 1) >> 1) {
    if ((at ^ 1) >= width) continue
    const sibling = siblings.next().value as Uint8Array
    hashed = at & 1 ? hashNode(sibling, hashed) : hashNode(hashed, sibling)
  }
  return hashed
}
