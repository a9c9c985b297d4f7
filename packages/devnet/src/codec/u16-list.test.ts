import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tuple, u16, vec } from '../schema/type.js'
import { readU16s, writeU16s } from './u16-list.js'

const pairs = vec(tuple(u16, u16)).codec
const u16Of = fc.integer({ min: 0, max: 65535 })

test('reads and writes pairs as their codec does', () => {
  const lists = fc.array(fc.tuple(u16Of, u16Of), { maxLength: 80 })
  fc.assert(
    fc.property(lists, (list) => {
      const encoded = pairs.enc(list)
      const numbers = readU16s(encoded, 2)
      expect([...numbers]).toEqual(list.flat())
      expect(writeU16s(numbers, 2)).toEqual(encoded)
      // also from the middle of a buffer, at an odd byte, and with bytes behind it
      const wider = Uint8Array.of(9, ...encoded, 9).subarray(1)
      expect(readU16s(wider, 2)).toEqual(numbers)
      expect(readU16s(Buffer.from(wider), 2)).toEqual(numbers)
    }),
  )
  const long = Array.from({ length: 20_000 }, (_, at): [number, number] => [at, 65535 - at])
  expect([...readU16s(pairs.enc(long), 2)]).toEqual(long.flat())
  expect(writeU16s(Uint16Array.from(long.flat()), 2)).toEqual(pairs.enc(long))
})

test('refuses bytes that end early', () => {
  const encoded = pairs.enc([
    [1, 2],
    [3, 4],
  ])
  for (let length = 0; length < encoded.length; length++) {
    expect(() => readU16s(encoded.subarray(0, length), 2)).toThrow()
  }
})
