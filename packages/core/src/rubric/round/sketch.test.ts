import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeText } from '../../measures/normalize-text.js'
import { countShared, shinglesOf, slotBefore } from './shingles.js'
import { normal, sketchOf } from './sketch.js'

const texts = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('a', 'B', ' ', '\t', 'é', '\u200B', '\uD800'), maxLength: 60 }),
)

describe('sketches of kept rounds are those of all versions', () => {
  test.each([
    ['', '05c9da916d9ef81e'],
    ['a', '4d5935dfe08a799b'],
    ['The quick brown fox jumps over the lazy dog', '436dcec6a4a5dc8d'],
    ['Ａ  \u200BÉ fox '.repeat(50), 'eef06d621483f53e'],
  ])('of %j', (text, expected) => {
    expect(hash('sha256', sketchOf(text, 6), 'hex').slice(0, 16)).toBe(expected)
  })
})

test('a text of plain ASCII is compared as any other: without differences of case and whitespace', () => {
  const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]|(?!\s)\p{Cc}/gu
  const plain = (text: string) => text.replace(unseen, '').replace(/\s+/g, ' ')
  fc.assert(
    fc.property(texts, (text) => {
      const whole = plain(normalizeText(plain(text), 'NFKC').toLowerCase()).trim()
      expect(normal(text, 10_000)).toBe(whole)
    }),
  )
})

test('a text has each of its shingles once, and no others', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, length) => {
      const hashes = shinglesOf(text, length)
      const runs = Array.from({ length: Math.max(1, text.length - length + 1) }, (_, at) =>
        text.slice(at, at + length),
      )
      const own = new Set(runs.map((run) => shinglesOf(run, length)[0]))
      expect([...hashes].sort()).toEqual([...own].sort())
      expect(countShared(hashes, [hashes.subarray(1), hashes.map((hash) => hash ^ 1)])).toBe(
        hashes.filter((hash, at) => at > 0 || own.has((hash ^ 1) >>> 0)).length,
      )
    }),
  )
})

test('defect: a text could be written whose shingles met in few slots: where they meet is a secret of the process', () => {
  const orders = [1, 2].map((secret) =>
    [7, 77, 777, 7_777].map((hash) => slotBefore(hash << 16, secret) & 0xffff),
  )
  // These hashes share a slot of any table up to 65,536 where the slot is the low bits.
  for (const order of orders) expect(new Set(order).size).toBe(4)
  expect(orders[0]).not.toEqual(orders[1])
})
