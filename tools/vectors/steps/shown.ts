import { encodeAddress } from '@polkadot/util-crypto'
import type { EventFields } from '../../../packages/devnet/src/schema/pallet.js'
import { findPallet } from '../../../packages/devnet/src/schema/schema.js'
import type { AnyType, FieldShape, VariantShape } from '../../../packages/devnet/src/schema/type.js'
import { account } from '../../../packages/devnet/src/schema/types/common.js'
import type { RuntimeEvent } from '../../../packages/devnet/src/schema/types/outer.js'
import { named } from './names.js'

const accountPath = account.shape.kind === 'composite' ? account.shape.path : ''

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** A value of the chain as the records show it: numbers as texts, accounts by name, bytes as text where they are ASCII. */
export function shown(type: AnyType, value: unknown): unknown {
  const { shape } = type
  switch (shape.kind) {
    case 'primitive':
      return typeof value === 'boolean' || typeof value === 'string' ? value : String(value)
    case 'compact':
      return String(value)
    case 'sequence':
    case 'array':
      return isByte(shape.of) ? shownBytes(value) : (value as unknown[]).map((item) => shown(shape.of, item))
    case 'tuple':
      return shape.of.map((of, position) => shown(of, (value as unknown[])[position]))
    case 'composite':
      return shape.path === accountPath ? shownAccount(value as string) : shownFields(shape.fields, value)
    case 'variant':
      return shownCase(shape.variants, value)
    case 'deferred':
      return shown(shape.resolve(), value)
  }
}

const isByte = ({ shape }: AnyType) => shape.kind === 'primitive' && shape.name === 'u8'

function shownAccount(hex: string): string {
  const name = named(hex)
  return name.startsWith('@') ? name : encodeAddress(hex, 42)
}

function shownBytes(value: unknown): string {
  const bytes =
    typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value as Uint8Array)
  const isText = bytes.every((byte) => byte < 127 && (byte >= 32 || byte === 9 || byte === 10 || byte === 13))
  return isText ? bytes.toString('latin1') : `0x${bytes.toString('hex')}`
}

export function shownFields(fields: readonly FieldShape[], value: unknown): unknown {
  const [first] = fields
  if (first === undefined) return {}
  if (first.name === undefined) {
    if (fields.length === 1) return shown(first.type, value)
    return fields.map(({ type }, position) => shown(type, (value as unknown[])[position]))
  }
  if (first.name === 'bits') return { bits: String(value) }
  const record = value as Record<string, unknown>
  return Object.fromEntries(fields.map(({ name, type }) => [fieldName(name!), shown(type, record[name!])]))
}

/** polkadot.js, which wrote the records, gives a field of this name another. */
export const fieldName = (name: string) => (name === 'hash' ? 'hash_' : camel(name))

function shownCase(variants: readonly VariantShape[], value: unknown): unknown {
  const some = variants.find(({ name }) => name === 'Some')
  if (some) return value === undefined ? null : shown(some.fields[0]!.type, value)
  const { type, value: payload } =
    typeof value === 'string'
      ? { type: value, value: undefined }
      : (value as { type: string; value?: unknown })
  const chosen = variants.find(({ name }) => name === type)!
  return chosen.fields.length === 0 ? type : { [type]: shownFields(chosen.fields, payload) }
}

/** An event by its full name, with its data as the records have it. */
export function shownEvent({ pallet, event, data }: RuntimeEvent): { name: string; data: string } {
  const fields = findPallet(pallet)!.events[event]!.fields
  return { name: `${pallet}.${event}`, data: JSON.stringify(shownData(fields, data)) }
}

function shownData(fields: EventFields, data: unknown): unknown {
  if (Array.isArray(fields))
    return fields.length === 0
      ? {}
      : fields.map((type, position) => shown(type, (data as unknown[])[position]))
  const record = data as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(fields as Record<string, AnyType>).map(([name, type]) => [
      fieldName(name),
      shown(type, record[name]),
    ]),
  )
}
