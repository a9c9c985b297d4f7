import { Struct, Tuple, u8, u16, u32, u64, u128, Vector } from '@polkadot-api/substrate-bindings'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeAll } from './bytes.js'
import {
  packedCodec,
  packedI128,
  packedStruct,
  packedTuple,
  packedU8,
  packedU16,
  packedU32,
  packedU64,
  packedU128,
  packedVector,
} from './packed.js'

const wide = { min: 0n, max: (1n << 128n) - 1n }
const long = { min: 0n, max: (1n << 64n) - 1n }

test('rows, triples and records have the bytes that the library gives them', () => {
  const row = packedVector(packedTuple<[number, number]>([packedU16, packedU16]))
  const triple = packedCodec(packedTuple<[number, bigint, number]>([packedU8, packedU128, packedU32]))
  const record = packedCodec(packedStruct<{ a: bigint; b: number }>(['a', 'b'], [packedU64, packedU8]))
  const libraryRow = Vector(Tuple(u16, u16))
  const libraryTriple = Tuple(u8, u128, u32)
  const libraryRecord = Struct({ a: u64, b: u8 })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(0xffff), fc.nat(0xffff)), { maxLength: 300 }),
      fc.tuple(fc.nat(0xff), fc.bigInt(wide), fc.nat(0xffffffff)),
      fc.record({ a: fc.bigInt(long), b: fc.nat(0xff) }, { noNullPrototype: true }),
      (pairs, three, both) => {
        expect(row.enc(pairs)).toEqual(libraryRow.enc(pairs))
        expect(decodeAll(row, row.enc(pairs))).toEqual(pairs)
        expect(triple.enc(three)).toEqual(libraryTriple.enc(three))
        expect(decodeAll(triple, triple.enc(three))).toEqual(three)
        expect(record.enc(both)).toEqual(libraryRecord.enc(both))
        expect(decodeAll(record, record.enc(both))).toEqual(both)
      },
    ),
    { numRuns: 60 },
  )
})

test('signed wide integers keep their sign', () => {
  const codec = packedCodec(packedI128)
  for (const value of [-1n, -(1n << 127n), (1n << 127n) - 1n, -(1n << 64n), 1n << 64n]) {
    expect(decodeAll(codec, codec.enc(value))).toBe(value)
  }
})

test('a value that ends early is refused', () => {
  expect(() => decodeAll(packedCodec(packedU64), new Uint8Array(7))).toThrow('ends early')
  expect(() => decodeAll(packedVector(packedU16), Uint8Array.of(8, 1, 0, 2))).toThrow('ends early')
})
