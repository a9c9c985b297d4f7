import { hashNode } from '@subnetkit/base'

/** Root of a tree whose leaves come one after the other. It holds one hash for each level. */
export interface RootBuilder {
  /** Adds the hash of the next leaf. */
  add(leaf: Uint8Array): void
  /** Root of the leaves so far; undefined without any. */
  root(): Uint8Array | undefined
}

/** Builds the root that `createMerkleTree` of the same leaves has, in memory that grows with the logarithm of their number. */
export function createRootBuilder(): RootBuilder {
  /** Complete subtrees, the largest first; a bit of `count` is set for each. */
  const peaks: Uint8Array[] = []
  let count = 0
  return {
    add(leaf) {
      let node = leaf
      for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) node = hashNode(peaks.pop()!, node)
      peaks.push(node)
      count += 1
    },
    root: () => (count === 0 ? undefined : peaks.reduceRight((right, left) => hashNode(left, right))),
  }
}
