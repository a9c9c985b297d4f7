import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import { buildTrie } from '../testing/trie.js'
import { decodeNode } from './node.js'
import { realProofs } from './testing/real-proofs.js'
import { createProvenTrie, Unproven } from './trie.js'

test.each(realProofs)('a proof of a real chain: $what', ({ root, key, nodes, value }) => {
  const trie = createProvenTrie(fromHex(root))
  trie.add(nodes.map(fromHex))
  expect(toHex(trie.get(key.slice(2))!)).toBe(value)
  // A key beside it is proven to be absent, one in another branch is not shown.
  expect(trie.get(`${key.slice(2, -1)}f`)).toBeUndefined()
  expect(() => trie.get('00'.repeat(32))).toThrow(Unproven)
  for (const [index] of nodes.entries()) {
    const [without, changed] = [createProvenTrie(fromHex(root)), createProvenTrie(fromHex(root))]
    without.add(nodes.toSpliced(index, 1).map(fromHex))
    changed.add(nodes.with(index, `${nodes[index]!.slice(0, -1)}f`).map(fromHex))
    for (const broken of [without, changed]) expect(() => broken.get(key.slice(2))).toThrow(Unproven)
  }
})

const bytes = (...list: number[]) => Uint8Array.from(list)

// The encodings that the chain's own codec of tries gives to its smallest cases.
test.each<[string, [string, Uint8Array][], number[]]>([
  ['nothing', [], [0]],
  ['one entry', [['aa', bytes(0xbb)]], [0x42, 0xaa, 0x04, 0xbb]],
  [
    'two entries with nothing in common',
    [
      ['1314', bytes(0xff)],
      ['4819', bytes(0xfe)],
    ],
    [0x80, 0x12, 0x00, 0x14, 0x43, 0x03, 0x14, 0x04, 0xff, 0x14, 0x43, 0x08, 0x19, 0x04, 0xfe],
  ],
])('the root of %s', (_, entries, encoded) => {
  for (const version of [0, 1] as const)
    expect(buildTrie(entries, version).root).toBe(toHex(blake2b256(Uint8Array.from(encoded))))
})

test('the root of an empty trie is the known one', () => {
  expect(buildTrie([], 1).root).toBe('0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314')
})

const key = (at: number) => toHex(blake2b256(bytes(at & 255, at >> 8))).slice(2, 2 + 2 * (1 + (at % 40)))
const built = (version: 0 | 1) => {
  const keys = [...new Set(Array.from({ length: 300 }, (_, at) => key(at)))].sort()
  const entries = keys.map((each, at) => [each, new Uint8Array(at % 90).fill(at)] as const)
  return { entries, trie: buildTrie(entries, version) }
}

test.each([0, 1] as const)('all keys of a trie of version %i, present and absent ones', (version) => {
  const { entries, trie } = built(version)
  const proven = createProvenTrie(fromHex(trie.root))
  proven.add(trie.proofOf(entries.map(([each]) => each)).map(fromHex))
  for (const [each, value] of entries) expect(proven.get(each)).toEqual(value)
  expect([...proven.keysUnder('')]).toEqual(entries.map(([each]) => each))
  for (const prefix of ['0', '7f', 'a1b', entries[50]![0], 'ffffffff'])
    expect([...proven.keysUnder(prefix)]).toEqual(
      entries.map(([each]) => each).filter((each) => each.startsWith(prefix)),
    )
  for (let at = 0; at < 200; at++) {
    const absent = key(at + 5000)
    if (entries.every(([each]) => each !== absent)) expect(proven.get(absent)).toBeUndefined()
  }
})

test('a key that was left out of the proof is missed in a listing', () => {
  const { entries, trie } = built(1)
  const keys = entries.map(([each]) => each)
  let caught = 0
  for (let at = 0; at < keys.length; at += 24) {
    const proven = createProvenTrie(fromHex(trie.root))
    proven.add(trie.proofOf(keys.toSpliced(at, 1)).map(fromHex))
    try {
      // Short nodes are within their parents, and seen for that reason.
      expect([...proven.keysUnder('')]).toEqual(keys)
    } catch (error) {
      expect(error).toBeInstanceOf(Unproven)
      caught++
    }
  }
  expect(caught).toBeGreaterThan(5)
})

test.each<[string, number[]]>([
  ['nothing', []],
  ['an unknown kind', [0x01]],
  ['a branch without children', [0x80, 0x00, 0x00]],
  ['a key that is cut', [0x44, 0xaa]],
  ['a key that is not padded', [0x43, 0x13, 0x14, 0x04, 0xff]],
  ['a value that is cut', [0x42, 0xaa, 0x08, 0xbb]],
  ['a value of an enormous length', [0x42, 0xaa, 0xfe, 0xff, 0xff, 0xff, 0]],
  ['a length in a form of its own', [0x42, 0xaa, 0x03, 0, 0, 0, 1]],
  ['bytes after it', [0x42, 0xaa, 0x04, 0xbb, 0x00]],
  ['half a hash', [0x22, 0xaa, 0x04, 0xbb]],
  ['a length without end', [0x7f, 255, 255, 255]],
])('a node of %s is none', (_, encoded) => {
  expect(() => decodeNode(Uint8Array.from(encoded))).toThrow(RangeError)
})
