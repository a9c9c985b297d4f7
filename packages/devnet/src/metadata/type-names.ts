import type { V14Lookup } from '@polkadot-api/substrate-bindings'

/** A type as metadata describes it. */
export type Described = Pick<V14Lookup[number], 'path' | 'params' | 'def'>

/** A part of a type with the place that it has there, such as `Some.0` or `<T>`. */
export type Part = readonly [place: string, id: number]

/** Place of a parameter. */
export const placeOfParam = (name: string): string => `<${name}>`

/** Place of a field, by its name or position, in the case of a variant that it belongs to. */
export const placeOfField = (name: string | undefined, position: number, inCase?: string): string =>
  `${inCase === undefined ? '' : `${inCase}.`}${name ?? position}`

/** Place of the only part that arrays, sequences and compact numbers have. */
export const PLACE_OF_ITEM = ''

/** Parts of a type in the order in which a runtime numbers them: parameters first. */
export function partsOf({ params, def }: Described): Part[] {
  const fields = (list: readonly { name?: string | undefined; type: number }[], inCase?: string): Part[] =>
    list.map(({ name, type }, position) => [placeOfField(name, position, inCase), type])
  const ofParams = params.flatMap(({ name, type }): Part[] =>
    type === undefined ? [] : [[placeOfParam(name), type]],
  )
  switch (def.tag) {
    case 'composite':
      return [...ofParams, ...fields(def.value)]
    case 'variant':
      return [...ofParams, ...def.value.flatMap((item) => fields(item.fields, item.name))]
    case 'tuple':
      return def.value.map((type, position) => [placeOfField(undefined, position), type])
    case 'sequence':
    case 'compact':
      return [[PLACE_OF_ITEM, def.value]]
    case 'array':
      return [[PLACE_OF_ITEM, def.value.type]]
    default:
      return []
  }
}

/**
 * Name by which a type is recognized in another metadata: its path with parameters, or its parts where it has no path. `name`
 * names these.
 */
export function nameOfType({ path, params, def }: Described, name: (id: number) => string): string {
  if (path.length > 0) {
    const list = params.map((param) => (param.type === undefined ? param.name : name(param.type)))
    return `${path.join('::')}<${list.join()}>`
  }
  switch (def.tag) {
    case 'primitive':
      return def.value.tag
    case 'compact':
      return `Compact<${name(def.value)}>`
    case 'sequence':
      return `Vec<${name(def.value)}>`
    case 'array':
      return `[${name(def.value.type)};${def.value.len}]`
    case 'tuple':
      return `(${def.value.map(name).join()})`
    default:
      throw new TypeError(`a ${def.tag} without a path has no name`)
  }
}

/** Short form of a name: its 32-bit FNV-1a hash in base 36. */
export function shortName(name: string): string {
  let hash = 0x811c_9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x0100_0193)
  return (hash >>> 0).toString(36)
}
