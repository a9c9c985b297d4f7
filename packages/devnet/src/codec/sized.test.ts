import { u16 } from '@polkadot-api/substrate-bindings'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, decodeAll, toHex } from './bytes.js'
import { packedCodec, packedHex, packedVector } from './packed.js'
import { byteVector, vectorOf } from './sized.js'

const hexOf = (length: number) => packedCodec(packedHex(length))

test('bytes and vectors come back as they went', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.nat(0xffff)), (bytes, numbers) => {
      expect(decodeAll(byteVector, byteVector.enc(bytes))).toEqual(bytes)
      expect(decodeAll(vectorOf(u16), vectorOf(u16).enc(numbers))).toEqual(numbers)
      const hex = toHex(bytes)
      expect(decodeAll(hexOf(bytes.length), hexOf(bytes.length).enc(hex))).toBe(hex)
    }),
  )
})

test('input that ends early or goes on is refused', () => {
  expect(() => decodeAll(hexOf(4), new Uint8Array(3))).toThrow('ends early')
  expect(() => decodeAll(hexOf(4), new Uint8Array(5))).toThrow('1 bytes after the value')
  expect(() => decodeAll(byteVector, Uint8Array.of(8, 1))).toThrow('ends early')
  const billion = Uint8Array.of(3, 0, 202, 154, 59)
  for (const hashes of [vectorOf(hexOf(32)), packedVector(packedHex(32))]) {
    expect(() => decodeAll(hashes, concatBytes(billion, new Uint8Array(64)))).toThrow('ends early')
  }
})

test('hex of another length is not written', () => {
  for (const wrong of ['0x', '0x12', '0xzz345678', '12345678', '0x123456789a']) {
    expect(() => hexOf(4).enc(wrong)).toThrow('expected 0x-hex of 4 bytes')
  }
})
