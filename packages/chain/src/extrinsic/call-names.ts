import type { Call } from '@polkadot/types/interfaces'
import type { Codec, Registry } from '@polkadot/types/types'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import type { Hex } from './types.js'

/** Calls in calls in calls: deeper ones are refused, as the runtime does at some depth, too. */
const deepest = 8

/**
 * Names of a call and of every call inside its arguments, in the chain's own spelling, outermost first. Throws for
 * bytes that are not exactly one call of this runtime.
 */
export function readCallNames(registry: Registry, bytes: Hex): readonly string[] {
  const call = registry.createType('Call', hexToU8a(bytes)) as Call
  // The signed bytes must be those that were read: trailing or non-canonical bytes differ.
  if (u8aToHex(call.toU8a()) !== bytes) throw new Error('the bytes are not exactly one call')
  return namesOfCall(registry, call)
}

/** The name of the outermost call alone, without reading its arguments. Throws when the runtime has no such call. */
export function readOutermostName(registry: Registry, bytes: Hex): string {
  return nameOf(registry, hexToU8a(bytes).subarray(0, 2))
}

/** The same of a call that is decoded already. */
export function namesOfCall(registry: Registry, call: Codec): readonly string[] {
  const names: string[] = []
  collect(registry, call, names, 0)
  return names
}

function collect(registry: Registry, value: Codec, names: string[], depth: number): void {
  if (isCall(value)) {
    if (depth > deepest) throw new Error(`calls are nested deeper than ${deepest}`)
    names.push(nameOf(registry, value.callIndex))
    for (const argument of value.args) collect(registry, argument, names, depth + 1)
    return
  }
  for (const part of partsOf(value)) collect(registry, part, names, depth)
}

function isCall(value: Codec): value is Call {
  return 'callIndex' in value && 'args' in value
}

/** Parts of a value: fields, elements, or the contents of an option, a variant or an opaque wrapper. */
function partsOf(value: Codec): Iterable<Codec> {
  const shape = value as Codec & {
    readonly isSome?: boolean
    readonly isNone?: boolean
    readonly inner?: Codec
    readonly unwrap?: () => Codec
    readonly value?: Codec
  }
  if (shape.isNone === true) return []
  if (typeof shape.unwrap === 'function') return [shape.unwrap()]
  if (value instanceof Map) return [...value.values(), ...value.keys()].filter(isCodec)
  if (value instanceof Set) return []
  if (Array.isArray(value)) return value.filter(isCodec)
  return isCodec(shape.inner) ? [shape.inner] : []
}

function isCodec(value: unknown): value is Codec {
  return typeof value === 'object' && value !== null && 'toU8a' in value
}

function nameOf(registry: Registry, callIndex: Uint8Array): string {
  const pallet = registry.metadata.pallets.find((candidate) => candidate.index.toNumber() === callIndex[0])
  return `${pallet?.name.toString()}.${registry.findMetaCall(callIndex).meta.name.toString()}`
}
