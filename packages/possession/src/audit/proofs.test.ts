import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { blockBytes, blocksOf, leavesOf } from '../merkle/leaf.js'
import { hashObject, type ObjectTree } from '../merkle/object-hasher.js'
import { leafProofBytes, proveLeaves, verifyLeaves } from './leaf-proof.js'
import { createRangeVerifier, rangeBytes, rangePath, rangeWith } from './range-proof.js'
import { sampleLeaves } from './sample-leaves.js'

const size = 5 * blockBytes + 3_333
// No two leaves are equal: a proof of one would be a proof of the other.
const bytes = Uint8Array.from(
  { length: size },
  (_, at) => ((at & 1 ? at >> 18 : at >> 10) + 7 * (at >> 1)) & 255,
)
let tree: ObjectTree
beforeAll(async () => {
  tree = await hashObject([bytes])
})
const held = (content = bytes) => ({
  size,
  blocks: tree.blocks,
  readBlock: async (block: number) => content.subarray(block * blockBytes, (block + 1) * blockBytes),
})
const index = fc.nat(leavesOf(size) - 1)

describe('leaves', () => {
  test('are proven, in any order and number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(index, { minLength: 1, maxLength: 8 }), async (indices) => {
        const proof = await proveLeaves(held(), indices)
        expect(proof).toHaveLength(leafProofBytes(size, indices))
        expect(verifyLeaves(tree, indices, proof)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('are refused with any bit changed, with bytes too many or too few, and for another place', async () => {
    await fc.assert(
      fc.asyncProperty(
        index,
        index,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (one, other, at, mask) => {
          const proof = await proveLeaves(held(), [one])
          const changed = Uint8Array.from(proof)
          changed[at % proof.length]! ^= mask
          expect(verifyLeaves(tree, [one], changed)).toBe(false)
          expect(verifyLeaves(tree, [one], proof.subarray(1))).toBe(false)
          expect(verifyLeaves(tree, [one], Buffer.concat([proof, Buffer.alloc(1)]))).toBe(false)
          if (one !== other) expect(verifyLeaves(tree, [other], proof)).toBe(false)
          expect(verifyLeaves({ size, root: tree.blocks[0]! }, [one], proof)).toBe(false)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('of a holder that lost a block cannot be proven from a tree of its own', async () => {
    const lossy = Uint8Array.from(bytes).fill(0, 0, blockBytes)
    const own = await hashObject([lossy])
    const proof = await proveLeaves({ ...held(lossy), blocks: own.blocks }, [3])
    expect(verifyLeaves(own, [3], proof)).toBe(true)
    expect(verifyLeaves(tree, [3], proof)).toBe(false)
  })

  test('that the object does not have are a mistake of the caller', async () => {
    for (const wrong of [-1, leavesOf(size), 0.5, Number.NaN]) {
      await expect(proveLeaves(held(), [wrong])).rejects.toMatchObject({ code: 'POSSESSION_INPUT_INVALID' })
      expect(() => verifyLeaves(tree, [wrong], bytes)).toThrow(
        expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
      )
    }
  })
})

describe('ranges', () => {
  const blocks = blocksOf(size)
  const pair = fc
    .tuple(fc.nat(blocks - 1), fc.nat(blocks - 1))
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)

  test('are proven with one path, and no byte can change', () => {
    fc.assert(
      fc.property(pair, fc.nat(), ([first, last], at) => {
        const range = rangeWith(size, first, last)
        expect(range.first <= first && range.first + range.count > last).toBe(true)
        const content = bytes.slice(range.first * blockBytes, (range.first + range.count) * blockBytes)
        expect(rangeBytes(size, range)).toBe(content.length)
        const path = rangePath(tree, range)
        const verified = (given: Uint8Array, hashes = path) => {
          const verifier = createRangeVerifier(tree, range, hashes)
          return (
            verifier.update(given.subarray(0, 999)) &&
            verifier.update(given.subarray(999)) &&
            verifier.verify()
          )
        }
        expect(verified(content)).toBe(true)
        const changed = Uint8Array.from(content)
        changed[at % content.length]! ^= 1
        expect(verified(changed)).toBe(false)
        expect(verified(content.subarray(1))).toBe(false)
        expect(verified(Buffer.concat([content, Buffer.alloc(1)]))).toBe(false)
        expect(verified(content, [...path, tree.root])).toBe(false)
        expect(
          verified(
            content,
            path.map((hash) => hash.subarray(1)),
          ),
        ).toBe(path.length === 0)
      }),
      { numRuns: 25 },
    )
  })

  test('that are no subtree are a mistake of the caller', () => {
    for (const range of [
      { first: 1, count: 2 },
      { first: 0, count: 3 },
      { first: blocks, count: 1 },
      { first: 0, count: 0 },
    ]) {
      expect(() => createRangeVerifier(tree, range, [])).toThrow(
        expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
      )
    }
    expect(() => rangeWith(size, 2, 1)).toThrow(expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }))
  })
})

describe('samples', () => {
  test('are distinct, in range, and the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 60 }),
        (seed, leaves, count) => {
          const drawn = sampleLeaves({ seed: ['block', seed], leaves, count })
          expect(drawn).toEqual(sampleLeaves({ seed: ['block', seed], leaves, count }))
          expect(new Set(drawn).size).toBe(Math.min(leaves, count))
          expect(drawn.every((one) => one >= 0 && one < leaves)).toBe(true)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('a known sample; no two seeds are one', () => {
    const sample = (...seed: string[]) => sampleLeaves({ seed, leaves: 4_096, count: 4 })
    expect(sample('0xabc', '5Hotkey', 'object', '5Validator')).toMatchInlineSnapshot(`
      [
        503,
        3012,
        3707,
        3809,
      ]
    `)
    expect(sample('ab', 'c')).not.toEqual(sample('a', 'bc'))
  })

  test('find a lost share as often as they promise', () => {
    const lost = (leaf: number) => leaf % 20 === 0
    const found = Array.from({ length: 2_000 }, (_, round) =>
      sampleLeaves({ seed: [`round ${round}`], leaves: 4_000, count: 20 }).some(lost),
    ).filter(Boolean).length
    expect(found / 2_000).toBeGreaterThan(1 - 0.95 ** 20 - 0.04)
    expect(found / 2_000).toBeLessThan(1 - 0.95 ** 20 + 0.04)
  })

  test('refuse what is no number of leaves', () => {
    for (const wrong of [0, -1, 1.5, Number.NaN]) {
      expect(() => sampleLeaves({ seed: [], leaves: wrong, count: 1 })).toThrow(
        expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
      )
      expect(() => sampleLeaves({ seed: [], leaves: 1, count: wrong })).toThrow(
        expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
      )
    }
  })
})
