import { findPallet } from '../../../packages/devnet/src/schema/schema.js'
import type { AnyType, FieldShape, VariantShape } from '../../../packages/devnet/src/schema/type.js'
import { type RuntimeCall, runtimeCall } from '../../../packages/devnet/src/schema/types/outer.js'
import { accountOf } from './names.js'
import { fieldName } from './shown.js'

/** Converts a value of the records, in which numbers may be texts and accounts are names, to the chain's form. */
export function toValue(type: AnyType, given: unknown): unknown {
  const { shape } = type
  // polkadot.js, which sent the steps, fills in what is missing
  if (given === undefined) return type.zero
  if (isName(given)) {
    const id = accountOf(given.slice(1))
    return shape.kind === 'variant' && shape.variants.some(({ name }) => name === 'Id')
      ? { type: 'Id', value: id }
      : id
  }
  switch (shape.kind) {
    case 'primitive':
      return toPrimitive(type, given)
    case 'compact':
      return toPrimitive(shape.of, given)
    case 'sequence':
      if (typeof given === 'string') return new Uint8Array(Buffer.from(given.slice(2), 'hex'))
      return (given as unknown[]).map((item) => toValue(shape.of, item))
    case 'array':
      return Array.isArray(given) ? given.map((item) => toValue(shape.of, item)) : given
    case 'tuple':
      return shape.of.map((of, position) => toValue(of, (given as unknown[])[position]))
    case 'composite':
      return toFields(shape.fields, given)
    case 'variant':
      return toCase(type, shape.variants, given)
    case 'deferred':
      return type === runtimeCall ? toCall(given as { $call: string; args: Record<string, unknown> }) : given
  }
}

const isName = (given: unknown): given is string => typeof given === 'string' && given.startsWith('@')

function toPrimitive({ zero }: AnyType, given: unknown): unknown {
  if (typeof zero === 'bigint') return BigInt(given as string | number)
  return typeof zero === 'number' ? Number(given) : given
}

function toFields(fields: readonly FieldShape[], given: unknown): unknown {
  const [first] = fields
  if (first === undefined) return given
  if (first.name === undefined) return toValue(first.type, given)
  if (first.name === 'bits') return BigInt(given as string)
  const record = given as Record<string, unknown>
  const fieldOf = (name: string) => record[name] ?? record[fieldName(name)]
  return Object.fromEntries(fields.map(({ name, type }) => [name, toValue(type, fieldOf(name!))]))
}

function toCase(type: AnyType, variants: readonly VariantShape[], given: unknown): unknown {
  const some = variants.find(({ name }) => name === 'Some')
  if (some) return given === null || given === undefined ? undefined : toValue(some.fields[0]!.type, given)
  if (typeof given === 'string') return typeof type.zero === 'string' ? given : { type: given }
  const [name, value] = Object.entries(given as Record<string, unknown>)[0]!
  const chosen = variants.find((candidate) => candidate.name === name)!
  return { type: name, value: toFields(chosen.fields, value) }
}

/** A call by its chain name, and arguments by theirs. Throws for a call that the chain has not. */
export function toCall({ $call, args }: { $call: string; args: Record<string, unknown> }): RuntimeCall {
  const [pallet = '', call = ''] = $call.split('.')
  const described = findPallet(pallet)?.calls[call]
  if (!described) throw new RangeError(`no such call: ${$call}`)
  const values = Object.entries(described.args).map(([name, type]) => [name, toValue(type, args[name])])
  return { pallet, call, args: Object.fromEntries(values) as RuntimeCall['args'] }
}
