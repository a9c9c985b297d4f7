import { hash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMerkleTree, hashLeaf, pathLength, rootOf } from './merkle-tree.js'

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => hashLeaf(`leaf ${index}`))

/** RFC 6962 as it is written: recursive, from the definition. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!
  const split = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  const halves = [mth(leaves.slice(0, split)), mth(leaves.slice(split))]
  return hash('sha256', Buffer.concat([Buffer.of(1), ...halves]), 'buffer')
}

function pathIn(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return []
  const split = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return index < split ? [...pathIn(index, left), mth(right)] : [...pathIn(index - split, right), mth(left)]
}

const place = fc
  .integer({ min: 1, max: 70 })
  .chain((count) => fc.record({ count: fc.constant(count), index: fc.nat(count - 1) }))

it('agrees with the roots of the trees that Certificate Transparency publishes', () => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  const leaves = inputs.map((hex) => hashLeaf(Buffer.from(hex, 'hex').toString('latin1')))
  expect(hashLeaf(Buffer.from('2021', 'hex'))).toEqual(leaves[3])
  const roots = [1, 2, 3, 8].map((count) =>
    Buffer.from(createMerkleTree(leaves.slice(0, count)).root).toString('hex'),
  )
  expect(roots).toEqual([
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ])
})

it('agrees with the recursive definition, and every leaf leads to the root', () => {
  fc.assert(
    fc.property(place, ({ count, index }) => {
      const leaves = leavesOf(count)
      const tree = createMerkleTree(leaves)
      expect(tree.root).toEqual(mth(leaves))
      const path = tree.pathOf(index)
      expect(path).toEqual(pathIn(index, leaves))
      expect(path).toHaveLength(pathLength(index, count))
      expect(rootOf(leaves[index]!, { index, count, path })).toEqual(tree.root)
    }),
    { numRuns: 30 },
  )
})

it('no flipped bit, other place or other length leads to the same root', () => {
  const change = fc.record({ at: fc.nat(), bit: fc.nat(7), place })
  fc.assert(
    fc.property(place, change, ({ count, index }, { at, bit, place: other }) => {
      const leaves = leavesOf(count)
      const { root, pathOf } = createMerkleTree(leaves)
      const path = pathOf(index)
      const bytes = [leaves[index]!, ...path].map((hashed) => Uint8Array.from(hashed))
      const flipped = bytes[at % bytes.length]!
      flipped[at % 32]! ^= 1 << bit
      const [leaf, ...siblings] = bytes
      expect(rootOf(leaf!, { index, count, path: siblings })).not.toEqual(root)
      if (other.index !== index) {
        expect(rootOf(leaves[index]!, { ...other, count, path })).not.toEqual(root)
      }
      expect(rootOf(leaves[index]!, { index, count, path: [...path, root] })).toBeNull()
      expect(rootOf(leaves[index]!, { index, count, path: path.slice(1) })).toEqual(path[0] ? null : root)
    }),
    { numRuns: 100 },
  )
})

it('an inner node cannot pass for a leaf', () => {
  const leaves = leavesOf(4)
  const { root, pathOf } = createMerkleTree(leaves)
  const inner = pathOf(3)[1]!
  // The second preimage of a tree without prefixes: the two leaves below a node, as one leaf.
  const forged = hashLeaf(Buffer.concat([leaves[0]!, leaves[1]!]).toString('latin1'))
  expect(forged).not.toEqual(inner)
  expect(rootOf(inner, { index: 0, count: 4, path: pathOf(0) })).not.toEqual(root)
  expect(rootOf(inner, { index: 0, count: 4, path: pathOf(0).slice(1) })).toBeNull()
  // With another count the shape fits and so does the root: the signature covers the count.
  expect(rootOf(inner, { index: 0, count: 2, path: pathOf(0).slice(1) })).toEqual(root)
})

it('a position outside of the tree has no root', () => {
  const [leaf] = leavesOf(1)
  for (const [index, count] of [
    [1, 1],
    [-1, 1],
    [0, 0],
    [0.5, 1],
    [0, 2 ** 21],
  ] as const) {
    expect(rootOf(leaf!, { index, count, path: [] })).toBeNull()
  }
})
