import type { Si1Field, Si1Variant, SiLookupTypeId } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'

/** Bytes of a type in words: what is written alike is encoded alike. */
export type Layout = (type: SiLookupTypeId) => string

const wholes: ReadonlySet<string> = new Set(['RuntimeCall', 'RuntimeEvent'])

/**
 * Makes layouts of a runtime. Structs of one nameless field are what they hold: a netuid is a `u16` however often the
 * runtime wraps it. `open` writes out the variants of enums, else they go by their name: which variants there are
 * does not matter to those who use one that stays.
 */
export function createLayouts(registry: Registry, { open }: { readonly open: boolean }): Layout {
  const known = new Map<string, string>()
  const writing = new Set<string>()

  function layout(type: SiLookupTypeId): string {
    const key = type.toString()
    const held = known.get(key)
    if (held !== undefined) return held
    const { path, def, params } = registry.lookup.getSiType(type)
    const name = path[path.length - 1]?.toString() ?? ''
    // Everything that the runtime has; what is used of it is looked at on its own.
    if (wholes.has(name)) return name.replace('Runtime', '')
    // Types that hold themselves go by their name inside of themselves.
    if (writing.has(key)) return name
    writing.add(key)
    const text = write()
    writing.delete(key)
    known.set(key, text)
    return text

    function write(): string {
      if (def.isPrimitive) return def.asPrimitive.toString().toLowerCase()
      if (def.isCompact) return `Compact<${layout(def.asCompact.type)}>`
      if (def.isSequence) return `Vec<${layout(def.asSequence.type)}>`
      if (def.isArray) return `[${layout(def.asArray.type)}; ${def.asArray.len.toString()}]`
      if (def.isTuple) return `(${def.asTuple.map(layout).join(', ')})`
      if (def.isComposite) return composite(def.asComposite.fields)
      const inner = params[0]?.type.unwrapOr(null)
      if (name === 'Option' && inner) return `Option<${layout(inner)}>`
      if (!def.isVariant) return name
      return open ? `${name} { ${def.asVariant.variants.map(variant).join(', ')} }` : name
    }
  }

  function composite(fields: readonly Si1Field[]): string {
    const [first] = fields
    if (fields.length === 1 && first?.name.isNone) return layout(first.type)
    const nameless = fields.every((field) => field.name.isNone)
    return nameless ? `(${list(fields)})` : `{ ${list(fields)} }`
  }
  const variant = ({ name, index, fields }: Si1Variant) =>
    `${index.toString()} ${name.toString()}${fields.length > 0 ? `(${list(fields)})` : ''}`
  const list = (fields: readonly Si1Field[]) =>
    fields
      .map(({ name, type }) => (name.isSome ? `${name.unwrap().toString()}: ` : '') + layout(type))
      .join(', ')
  return layout
}
