import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createErasureCode } from './erasure-code.js'
import { inverse, multiply } from './galois.js'

const shape = fc.record({
  data: fc.integer({ min: 1, max: 10 }),
  parity: fc.integer({ min: 1, max: 6 }),
  length: fc.integer({ min: 1, max: 90 }),
})

test('any k of n shards restore all of them', () => {
  fc.assert(
    fc.property(
      shape,
      fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
      fc.nat(255),
      ({ data, parity, length }, choice, content) => {
        const code = createErasureCode({ data, parity })
        const bytes = Uint8Array.from({ length: data * length }, (_, at) => (content + 37 * at) & 255)
        const shards = code.encode(bytes)
        expect(Buffer.concat(shards.slice(0, data))).toEqual(Buffer.from(bytes))
        const order = shards.map((_, at) => at).sort((a, b) => choice[a]! - choice[b]!)
        const lost = new Set(order.slice(0, parity))
        const left = shards.map((shard, at) => (lost.has(at) ? null : Uint8Array.from(shard)))
        expect(code.restore(left).map((one) => Buffer.from(one))).toEqual(
          shards.map((one) => Buffer.from(one)),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('the field is one: every element has an inverse, and products distribute', () => {
  for (let element = 1; element < 256; element++) expect(multiply(element, inverse(element))).toBe(1)
  const element = fc.nat(255)
  fc.assert(
    fc.property(element, element, element, (a, b, c) => {
      expect(multiply(a, b ^ c)).toBe(multiply(a, b) ^ multiply(a, c))
      expect(multiply(a, multiply(b, c))).toBe(multiply(multiply(a, b), c))
    }),
  )
  // From the tables of QR codes, which use this polynomial.
  expect([multiply(2, 128), multiply(2, 2), inverse(2)]).toEqual([29, 4, 142])
})

test('a known parity', () => {
  const [, , parity] = createErasureCode({ data: 2, parity: 1 }).encode(Uint8Array.of(1, 2, 3, 4))
  expect([...parity!]).toMatchInlineSnapshot(`
    [
      143,
      246,
    ]
  `)
})

test('too few shards are refused, and so are shapes and lengths that no code has', () => {
  const code = createErasureCode({ data: 3, parity: 2 })
  const [one, two] = code.encode(new Uint8Array(30))
  expect(() => code.restore([one!, two!, null, null, null])).toThrow(
    expect.objectContaining({ code: 'SHARDS_TOO_FEW' }),
  )
  const invalid = expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' })
  for (const [data, parity] of [
    [0, 1],
    [1, 0],
    [200, 57],
    [1.5, 2],
    [Number.NaN, 1],
  ] as const) {
    expect(() => createErasureCode({ data, parity })).toThrow(invalid)
  }
  expect(() => code.encode(new Uint8Array(31))).toThrow(invalid)
  expect(() => code.encode(new Uint8Array(0))).toThrow(invalid)
  expect(() => code.restore([one!, two!, new Uint8Array(9), null, null])).toThrow(invalid)
  expect(() => code.restore([one!, two!])).toThrow(invalid)
})
