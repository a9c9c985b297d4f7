import { createCodec, createDecoder } from '@polkadot-api/substrate-bindings'
import { byteVector } from '../../codec/sized.js'
import {
  type AnyType,
  bounded,
  bytes,
  compact,
  fixedBytes,
  i64,
  i128,
  newtype,
  struct,
  type Type,
  tuple,
  u64,
  u128,
  vec,
} from '../type.js'

/** A 32-byte hash as lower-case 0x-hex. */
export const hash = newtype('primitive_types::H256', fixedBytes(32))

/** A 20-byte Ethereum address as lower-case 0x-hex. */
export const ethereumAddress = newtype('primitive_types::H160', fixedBytes(20))

/** A public key as lower-case 0x-hex of its 32 bytes, so that strings sort as the chain sorts accounts. */
export const account = newtype('sp_core::crypto::AccountId32', fixedBytes(32))

/** Reference time in picoseconds and proof size in bytes. */
export const weight = struct('sp_weights::weight_v2::Weight', {
  ref_time: compact(u64),
  proof_size: compact(u64),
})

/** `BoundedVec<u8, N>`. */
export const boundedBytes = bounded(bytes)

/** `BoundedVec<u8, N>` of a call: what is longer than `most` bytes cannot be decoded, as on the chain. */
export function boundedBytesUpTo(most: number): Type<Uint8Array> {
  const { enc, dec } = byteVector
  const limited = createCodec(
    enc,
    createDecoder((input) => {
      const value = dec(input)
      if (value.length > most) throw new RangeError(`${value.length} bytes where ${most} are the most`)
      return value
    }),
  )
  return { ...boundedBytes, codec: limited }
}

/** `BTreeSet<T>`, as a list in order. */
export const set = <T>(of: Type<T>): Type<T[]> => newtype('BTreeSet', vec(of), [{ name: 'T', type: of }])

/** `BTreeMap<K, V>`, as a list of pairs in key order. */
export const btreeMap = <K, V>(key: Type<K>, of: Type<V>): Type<[K, V][]> =>
  newtype('BTreeMap', vec(tuple(key, of)), [
    { name: 'K', type: key },
    { name: 'V', type: of },
  ])

/** Binary fixed-point numbers hold their raw bits: the value is bits / 2 ** fraction. */
export const i32f32 = fixed('FixedI64', i64, 32)
export const i96f32 = fixed('FixedI128', i128, 32)
export const i64f64 = fixed('FixedI128', i128, 64)
export const u96f32 = fixed('FixedU128', u128, 32)
export const u64f64 = fixed('FixedU128', u128, 64)

function fixed(name: string, of: Type<bigint>, fraction: number): Type<bigint> {
  return {
    ...of,
    shape: {
      kind: 'composite',
      path: `substrate_fixed::${name}`,
      params: [{ name: 'Frac', type: typenum(fraction) }],
      fields: [{ name: 'bits', type: of }],
    },
  }
}

/** A number as the Rust type system spells it: most significant bits first, one type per bit. */
function typenum(value: number): AnyType {
  if (value === 0) return struct('substrate_typenum::uint::UTerm', {})
  const msb = typenum(value >> 1)
  const lsb = struct(`substrate_typenum::bit::B${value & 1}`, {})
  return struct('substrate_typenum::uint::UInt', { msb, lsb }, [
    { name: 'U', type: msb },
    { name: 'B', type: lsb },
  ])
}
