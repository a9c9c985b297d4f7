import { Struct, Tuple, u8, u32, Variant } from '@polkadot-api/substrate-bindings'
import { expect, test } from 'vitest'
import { tuple, u8 as u8Type, u32 as u32Type, variant, vec } from '../schema/type.js'

test('writes and reads what the library does, packed payloads or not', () => {
  const ours = variant(
    'E',
    {
      None: null,
      One: u32Type,
      Two: tuple(u8Type, u32Type),
      Named: { a: u8Type, b: u32Type },
      Many: vec(u8Type),
    },
    { indices: [3, 5, 7, 9, 11] },
  ).codec
  const library = Variant({ One: u32, Two: Tuple(u8, u32), Named: Struct({ a: u8, b: u32 }) }, [5, 7, 9])
  const values = [
    { type: 'One', value: 70_000 },
    { type: 'Two', value: [1, 2] },
    { type: 'Named', value: { a: 1, b: 2 } },
  ] as const
  for (const value of values) {
    const encoded = ours.enc(value as never)
    expect(encoded).toEqual(library.enc(value as never))
    expect(ours.dec(encoded)).toEqual(value)
  }
  expect(ours.enc({ type: 'None' } as never)).toEqual(Uint8Array.of(3))
  expect(ours.enc({ type: 'Many', value: [1, 2] } as never)).toEqual(Uint8Array.of(11, 8, 1, 2))
  expect(() => ours.enc({ type: 'Other', value: 1 } as never)).toThrow()
})
