import { compactBn, compactNumber } from '@polkadot-api/substrate-bindings'
import type fc from 'fast-check'
import { integer, nat } from 'fast-check'
import { concatBytes, fromHex } from '../../codec/bytes.js'
import type { FieldShape, Primitive, Shape } from '../../schema/type.js'

/** Draws from fast-check within a property. */
export type Draw = fc.GeneratorValue

const BYTES: Readonly<Record<Exclude<Primitive, 'str'>, number>> = {
  bool: 1,
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  u128: 16,
  i16: 2,
  i32: 4,
  i64: 8,
  i128: 16,
}

/** Wrapped calls nest this deep. */
const MAX_DEPTH = 2

/** A bare System.remark of nothing. */
const SOME_EXTRINSIC = Uint8Array.of(4 << 2, 4, 0, 0, 0)

/** Pool of existing values to draw from, so that calls hit existing state. */
export interface Pool {
  /** Accounts, 0x-hex. */
  readonly accounts: readonly string[]
}

/** SCALE bytes of a random value of a type: well-formed, whatever the rules say of it. */
export function drawScale(shape: Shape, draw: Draw, pool: Pool, depth = 0): Uint8Array {
  const below = (next: Shape) => drawScale(next, draw, pool, depth)
  const all = (fields: readonly FieldShape[]) => concatBytes(...fields.map(({ type }) => below(type.shape)))
  switch (shape.kind) {
    case 'primitive':
      return shape.name === 'str' ? below({ kind: 'sequence', of: U8 }) : number(shape.name, draw)
    case 'compact':
      return compactBn.enc(magnitude(draw) & mask(shape.of.shape))
    case 'sequence': {
      const length = draw(nat, { max: 4 })
      return concatBytes(compactNumber.enc(length), ...Array.from({ length }, () => below(shape.of.shape)))
    }
    case 'array':
      return concatBytes(...Array.from({ length: shape.length }, () => below(shape.of.shape)))
    case 'tuple':
      return concatBytes(...shape.of.map((type) => below(type.shape)))
    case 'composite':
      if (shape.path.endsWith('AccountId32') && draw(nat, { max: 9 }) > 0) {
        return fromHex(pool.accounts[draw(nat, { max: pool.accounts.length - 1 })] as string)
      }
      if (shape.path.endsWith('OpaqueExtrinsic')) return SOME_EXTRINSIC
      return all(shape.fields)
    case 'variant': {
      // The first case of an address is the only one that the chain knows.
      const first = shape.path.endsWith('MultiAddress') && draw(nat, { max: 9 }) > 0
      const item = shape.variants[first ? 0 : draw(nat, { max: shape.variants.length - 1 })]
      if (!item) throw new RangeError('an enum without cases has no values')
      return concatBytes(Uint8Array.of(item.index), all(item.fields))
    }
    case 'deferred':
      // Deep down, System.remark of nothing.
      if (depth >= MAX_DEPTH) return Uint8Array.of(0, 0, 0)
      return drawScale(shape.resolve().shape, draw, pool, depth + 1)
  }
}

const U8 = { codec: undefined as never, shape: { kind: 'primitive', name: 'u8' }, zero: 0 } as const

/** Small numbers, powers of two and their neighbors. */
function magnitude(draw: Draw): bigint {
  const kind = draw(nat, { max: 3 })
  if (kind === 0) return BigInt(draw(nat, { max: 4 }))
  if (kind === 1) return BigInt(draw(nat, { max: 100_000 }))
  return (1n << BigInt(draw(nat, { max: 127 }))) - BigInt(draw(integer, { min: 0, max: 1 }))
}

const mask = (shape: Shape): bigint =>
  shape.kind === 'primitive' && shape.name !== 'str'
    ? (1n << BigInt(8 * BYTES[shape.name])) - 1n
    : (1n << 64n) - 1n

function number(name: Exclude<Primitive, 'str'>, draw: Draw): Uint8Array {
  if (name === 'bool') return Uint8Array.of(draw(nat, { max: 1 }))
  const value = magnitude(draw)
  return Uint8Array.from({ length: BYTES[name] }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn))
}
