import type { V14Lookup } from '@polkadot-api/substrate-bindings'
import type { AnyType, FieldShape, Shape, TypeParam } from '../schema/type.js'

type Entry = V14Lookup[number]
type Definition = Entry['def']
/** A shape that lists its parts. */
type Described = Exclude<Shape, { kind: 'deferred' }>
type Field = Extract<Definition, { tag: 'composite' }>['value'][number]

/** Numbers the types in the metadata, each structure once. */
export class TypeRegistry {
  readonly #entries: Entry[] = []
  readonly #ids = new Map<string, number>()
  readonly #resolved: ReadonlyMap<string, Described>

  /** `resolved` replace the deferred types of the same path. */
  constructor(resolved: readonly AnyType[] = []) {
    this.#resolved = new Map(
      resolved.flatMap(({ shape }) => ('path' in shape ? [[shape.path, shape as Described] as const] : [])),
    )
  }

  /** All types so far, in id order. */
  get lookup(): Entry[] {
    return this.#entries
  }

  /** The id of a type, which is added together with all it is made of when it is new. */
  id(type: AnyType): number {
    const { shape } = type
    if (shape.kind === 'deferred') return this.#deferredId(shape)
    const entry = this.#describe(shape)
    const key = JSON.stringify(entry)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#entries.length
    this.#entries.push({ id, ...entry })
    this.#ids.set(key, id)
    return id
  }

  // Such a type contains itself: its id must be fixed before its parts are visited.
  #deferredId(shape: Extract<Shape, { kind: 'deferred' }>): number {
    const known = this.#ids.get(shape.path)
    if (known !== undefined) return known
    const id = this.#entries.length
    this.#ids.set(shape.path, id)
    this.#entries.push({ id, path: [], params: [], def: { tag: 'tuple', value: [] }, docs: [] })
    const resolved = this.#resolved.get(shape.path) ?? (shape.resolve().shape as Described)
    this.#entries[id] = { id, ...this.#describe(resolved) }
    return id
  }

  #describe(shape: Described): Omit<Entry, 'id'> {
    const named = shape.kind === 'composite' || shape.kind === 'variant'
    return {
      path: named && shape.path !== '' ? shape.path.split('::') : [],
      params: named ? shape.params.map((param) => this.#param(param)) : [],
      def: this.#definition(shape),
      docs: [],
    }
  }

  #definition(shape: Described): Definition {
    switch (shape.kind) {
      case 'primitive':
        return { tag: 'primitive', value: { tag: shape.name, value: undefined } }
      case 'compact':
        return { tag: 'compact', value: this.id(shape.of) }
      case 'sequence':
        return { tag: 'sequence', value: this.id(shape.of) }
      case 'array':
        return { tag: 'array', value: { len: shape.length, type: this.id(shape.of) } }
      case 'tuple':
        return { tag: 'tuple', value: shape.of.map((type) => this.id(type)) }
      case 'composite':
        return { tag: 'composite', value: shape.fields.map((field) => this.#field(field)) }
      case 'variant':
        return {
          tag: 'variant',
          value: shape.variants.map(({ name, index, fields }) => ({
            name,
            index,
            fields: fields.map((field) => this.#field(field)),
            docs: [],
          })),
        }
    }
  }

  #field({ name, type }: FieldShape): Field {
    return { name, type: this.id(type), typeName: nameOf(type), docs: [] }
  }

  #param({ name, type }: TypeParam): Entry['params'][number] {
    return { name, type: type && this.id(type) }
  }
}

/** The type as written in Rust. Some clients require a name for every field, any name. */
function nameOf({ shape }: AnyType): string {
  switch (shape.kind) {
    case 'primitive':
      return shape.name
    case 'compact':
      return `Compact<${nameOf(shape.of)}>`
    case 'sequence':
      return `Vec<${nameOf(shape.of)}>`
    case 'array':
      return `[${nameOf(shape.of)}; ${shape.length}]`
    case 'tuple':
      return `(${shape.of.map(nameOf).join(', ')})`
    case 'deferred':
      return lastOf(shape.path)
    case 'composite':
    case 'variant': {
      const params = shape.params.flatMap(({ type }) => (type ? [nameOf(type)] : []))
      return params.length > 0 ? `${lastOf(shape.path)}<${params.join(', ')}>` : lastOf(shape.path)
    }
  }
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf(':') + 1)
