import { decAnyMetadata, type V14 } from '@polkadot-api/substrate-bindings'
import { fromHex } from '../codec/bytes.js'
import { encodeMetadata } from '../metadata/metadata.js'

/** A storage item as metadata has it. */
export interface ItemShape {
  /** Hashers, keys and value, spelled out down to what decides about bytes. */
  readonly layout: string
  /** Value that an absent entry reads as; none for optional items. */
  readonly fallback: Uint8Array | undefined
}

/** Storage and constants of a runtime, by `Pallet.Name`. */
export interface Shapes {
  readonly items: ReadonlyMap<string, ItemShape>
  readonly constants: ReadonlyMap<string, Uint8Array>
}

type Metadata = Pick<V14, 'lookup' | 'pallets'>

/** Reads metadata of version 14, 15 or 16; throws for anything else. */
export function readShapes(encoded: Uint8Array): Shapes {
  const { metadata } = decAnyMetadata(encoded)
  if (!['v14', 'v15', 'v16'].includes(metadata.tag)) throw new RangeError(`metadata of ${metadata.tag}`)
  const { lookup, pallets } = metadata.value as unknown as Metadata
  const spell = speller(lookup)
  const items = new Map<string, ItemShape>()
  const constants = new Map<string, Uint8Array>()
  for (const { name, storage, constants: named } of pallets) {
    for (const constant of named) constants.set(`${name}.${constant.name}`, fromHex(constant.value))
    for (const item of storage?.items ?? []) {
      const { type, modifier, fallback } = item
      const layout =
        type.tag === 'plain'
          ? spell(type.value)
          : `${type.value.hashers.map(({ tag }) => tag).join()} ${spell(type.value.key)} => ${spell(type.value.value)}`
      items.set(`${name}.${item.name}`, { layout, fallback: modifier === 1 ? fromHex(fallback) : undefined })
    }
  }
  return { items, constants }
}

let own: Shapes | undefined

/** Shapes of this devnet, newest items included. */
export function ownShapes(): Shapes {
  own ??= readShapes(encodeMetadata(14, []))
  return own
}

/** Beyond this depth a type contains itself; no storage that is read does. */
const DEEPEST = 24

/**
 * Spells types by what decides how their bytes are read: a wrapper around one value is that value, names of types do not
 * count, but names of fields and cases do, since two fields of one type may change places. Fixed-point numbers name their
 * fraction.
 */
function speller(lookup: Metadata['lookup']): (id: number) => string {
  const known = new Map<number, string>()
  const spell = (id: number, depth = 0): string => {
    const before = known.get(id)
    if (before !== undefined) return before
    const text = depth > DEEPEST ? '…' : describe(id, depth + 1)
    if (depth === 0) known.set(id, text)
    return text
  }
  const list = (fields: readonly { name: string | undefined; type: number }[], depth: number) =>
    fields.map(({ name, type }) => (name === undefined ? '' : `${name}: `) + spell(type, depth)).join(', ')

  const describe = (id: number, depth: number): string => {
    const entry = lookup[id]
    if (entry === undefined) throw new RangeError(`there is no type ${id}`)
    const { def, path, params } = entry
    switch (def.tag) {
      case 'primitive':
        return def.value.tag
      case 'compact':
        return `Compact<${spell(def.value, depth)}>`
      case 'sequence':
        return `Vec<${spell(def.value, depth)}>`
      case 'array':
        return `[${spell(def.value.type, depth)}; ${def.value.len}]`
      case 'tuple':
        return `(${def.value.map((type) => spell(type, depth)).join(', ')})`
      case 'composite': {
        const [first] = def.value
        if (path[0] === 'substrate_fixed') {
          return `${path.at(-1)}<${params.map(({ type }) => fraction(lookup, type)).join()}>`
        }
        if (first && def.value.length === 1) return spell(first.type, depth)
        return `{${list(def.value, depth)}}`
      }
      case 'variant':
        return `<${def.value.map((item) => `${item.name}@${item.index}(${list(item.fields, depth)})`).join(' | ')}>`
      default:
        return def.tag
    }
  }
  return spell
}

/** A number of the Rust type system: its most significant bits, then one bit. */
function fraction(lookup: Metadata['lookup'], id: number | undefined): number {
  const { path = [], params = [] } = id === undefined ? {} : (lookup[id] ?? {})
  if (path.at(-1) !== 'UInt') return path.at(-1) === 'B1' ? 1 : 0
  return params.reduce((bits, { type }) => 2 * bits + fraction(lookup, type), 0)
}
