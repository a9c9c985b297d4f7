import { createMerkleTree, hashLeaf } from '@subnetkit/base'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunksOf } from '../testing/collect.js'
import { inPieces } from './chunks.js'
import { blockBytes, leafBytes, leavesOf } from './leaf.js'
import { createObjectHasher, hashObject } from './object-hasher.js'
import { createRootBuilder } from './root-builder.js'

/** Bytes that differ everywhere, the same for the same length. */
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 255)

function treeOf(bytes: Uint8Array) {
  return createMerkleTree(
    Array.from({ length: leavesOf(bytes.length) }, (_, at) =>
      hashLeaf(bytes.subarray(at * leafBytes, (at + 1) * leafBytes)),
    ),
  )
}

/** Cuts bytes at some places. */
const cut = (bytes: Uint8Array, places: readonly number[]) => {
  const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b)
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

test('a streamed root is that of the whole tree, however many leaves', () => {
  for (let count = 1; count <= 140; count++) {
    const leaves = Array.from({ length: count }, (_, at) => hashLeaf(`leaf ${at}`))
    const builder = createRootBuilder()
    for (const leaf of leaves) builder.add(leaf)
    expect(builder.root()).toEqual(createMerkleTree(leaves).root)
  }
  expect(createRootBuilder().root()).toBeUndefined()
})

test('an object has one root, whatever the chunks that it comes in', async () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 5_000 }),
    fc.integer({ min: blockBytes - 2, max: blockBytes + 2_000 }),
  )
  await fc.assert(
    fc.asyncProperty(size, fc.array(fc.nat(200_000), { maxLength: 6 }), async (length, places) => {
      const bytes = bytesOf(length)
      const tree = await hashObject(cut(bytes, places))
      expect(Buffer.from(tree.root)).toEqual(Buffer.from(treeOf(bytes).root))
      expect(tree).toMatchObject({ size: length })
      expect(createMerkleTree(tree.blocks).root).toEqual(tree.root)
      expect((await hashObject([bytes], { blocks: false })).blocks).toEqual([])
    }),
    { numRuns: 40 },
  )
})

test('a known root', async () => {
  const { root } = await hashObject([bytesOf(200_000)])
  expect(Buffer.from(root).toString('hex')).toBe(Buffer.from(treeOf(bytesOf(200_000)).root).toString('hex'))
  expect(Buffer.from(root).toString('hex')).toMatchInlineSnapshot(
    `"6271ddc13f51f2f1d6fd7a052abf67193243b3dab861b509347733a1aede7ac3"`,
  )
})

test('refuses an empty object', () => {
  expect(() => createObjectHasher().digest()).toThrow(
    expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
  )
})

test('pieces have one length, and their bytes are those of the source', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.array(fc.nat(300)),
      fc.integer({ min: 1, max: 70 }),
      async (bytes, places, length) => {
        const pieces = await chunksOf(inPieces(cut(bytes, places), length))
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes))
        expect(pieces.slice(0, -1).every((piece) => piece.length === length)).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})
