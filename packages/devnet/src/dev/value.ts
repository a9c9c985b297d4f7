import { isDeepStrictEqual } from 'node:util'
import { decodeAll } from '../codec/bytes.js'
import { findPallet } from '../schema/schema.js'
import type { AnyType, FieldShape, VariantShape } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { type RuntimeCall, runtimeCall } from '../schema/types/outer.js'
import { toAccount } from './account.js'

/**
 * Converts a developer's value to the chain's form: SS58 addresses become accounts, hex becomes lower-case.
 * Throws if the value is not of the type; codecs alone would wrap values that are too large and fill in missing ones.
 */
export function toChainValue(type: AnyType, given: unknown): unknown {
  const value = convert(type, given)
  const back: unknown = decodeAll(type.codec, type.codec.enc(value))
  if (!isDeepStrictEqual(plain(back), plain(value))) throw new RangeError('the value is not of that type')
  return value
}

function convert(type: AnyType, value: unknown): unknown {
  const { shape } = type
  if (isAccount(type)) return toAccount(String(value))
  if (value === undefined || value === null || value instanceof Uint8Array) return value
  switch (shape.kind) {
    case 'sequence':
    case 'array':
      if (Array.isArray(value)) return value.map((item) => convert(shape.of, item))
      return typeof value === 'string' ? value.toLowerCase() : value
    case 'tuple':
      return Array.isArray(value) ? shape.of.map((of, index) => convert(of, value[index])) : value
    case 'composite':
      return convertFields(shape.fields, value)
    case 'variant':
      return convertCase(shape.variants, value)
    case 'deferred':
      return type === runtimeCall ? toChainCall(value as RuntimeCall) : value
    default:
      return value
  }
}

const isAccount = ({ shape }: AnyType): boolean =>
  shape.kind === 'composite' && account.shape.kind === 'composite' && shape.path === account.shape.path

/** One unnamed field is the value itself, named ones make a record. */
function convertFields(fields: readonly FieldShape[], value: unknown): unknown {
  const [first] = fields
  if (first === undefined) return value
  if (first.name === undefined) {
    if (fields.length === 1) return convert(first.type, value)
    return Array.isArray(value) ? fields.map(({ type }, index) => convert(type, value[index])) : value
  }
  // A fixed-point number is the bits that its only field holds; what does not fit is refused when it is encoded.
  if (typeof value !== 'object') return value
  const record = value as Readonly<Record<string, unknown>>
  const names = fields.map(({ name }) => name)
  const unknown = Object.keys(record).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new RangeError(`there is no ${unknown}, only ${names.join(', ')}`)
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      if (!(name! in record)) throw new RangeError(`${name} is missing`)
      return [name, convert(type, record[name!])]
    }),
  )
}

/** `{ type, value }`, the bare name of a case without payload, or the value of an Option. */
function convertCase(variants: readonly VariantShape[], value: unknown): unknown {
  const some = variants.find(({ name }) => name === 'Some')
  if (some && variants.some(({ name }) => name === 'None')) return convert(some.fields[0]!.type, value)
  if (typeof value !== 'object' || value === null || !('type' in value)) return value
  const chosen = variants.find(({ name }) => name === value.type)
  if (!chosen || !('value' in value) || value.value === undefined) return value
  return { type: value.type, value: convertFields(chosen.fields, value.value) }
}

/** A call with arguments by the schema's names; throws a RangeError that names the mistake. */
export function toChainCall({ pallet, call, args }: RuntimeCall): RuntimeCall {
  const found = findPallet(pallet)
  if (!found) throw new RangeError(`there is no pallet ${pallet}`)
  const described = found.calls[call]
  if (!described) throw new RangeError(`${pallet} has no call ${call}`)
  const fields = Object.entries(described.args).map(([name, type]) => ({ name, type }))
  if (fields.length === 0) return { pallet, call, args: {} }
  return { pallet, call, args: convertFields(fields, args) as RuntimeCall['args'] }
}

/** Values that count only if stored: an absent value is the same as none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Uint8Array) return [...value]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, plain(inner)]])),
  )
}
