import type { V14Lookup } from '@polkadot-api/substrate-bindings'
import type { AnyType, FieldShape, Shape } from '../schema/type.js'

type Entry = V14Lookup[number]
type Definition = Entry['def']
/** A shape that lists its parts. */
type Described = Exclude<Shape, { kind: 'deferred' }>
type Field = Extract<Definition, { tag: 'composite' }>['value'][number]

/** Numbers a type within a description. */
type Numbering = (type: AnyType) => number

/** Numbers the types in the metadata in the order of their first use, a type before its parts, each structure once. */
export class TypeRegistry {
  readonly #entries: Entry[] = []
  /** Ids by structure. */
  readonly #ids = new Map<number, number>()
  /** Numbers of structures: equal types have the same. */
  readonly #structures = new Map<string, number>()
  readonly #structureOf = new WeakMap<Shape, number>()
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
    const structure = this.#structure(type)
    const known = this.#ids.get(structure)
    if (known !== undefined) return known
    const id = this.#entries.length
    this.#ids.set(structure, id)
    this.#entries.push({ id, path: [], params: [], def: { tag: 'tuple', value: [] }, docs: [] })
    this.#entries[id] = { id, ...this.#describe(this.#resolve(type), (part) => this.id(part)) }
    return id
  }

  /** Parts first; a deferred type contains itself, so its path stands for it. */
  #structure({ shape }: AnyType): number {
    const known = this.#structureOf.get(shape)
    if (known !== undefined) return known
    const key =
      shape.kind === 'deferred'
        ? shape.path
        : JSON.stringify(this.#describe(shape, (part) => this.#structure(part)))
    const structure = this.#structures.get(key) ?? this.#structures.size
    this.#structures.set(key, structure)
    this.#structureOf.set(shape, structure)
    return structure
  }

  #resolve({ shape }: AnyType): Described {
    if (shape.kind !== 'deferred') return shape
    return this.#resolved.get(shape.path) ?? (shape.resolve().shape as Described)
  }

  #describe(shape: Described, number: Numbering): Omit<Entry, 'id'> {
    const named = shape.kind === 'composite' || shape.kind === 'variant'
    return {
      path: named && shape.path !== '' ? shape.path.split('::') : [],
      params: named ? shape.params.map(({ name, type }) => ({ name, type: type && number(type) })) : [],
      def: this.#definition(shape, number),
      docs: [],
    }
  }

  #definition(shape: Described, number: Numbering): Definition {
    switch (shape.kind) {
      case 'primitive':
        return { tag: 'primitive', value: { tag: shape.name, value: undefined } }
      case 'compact':
        return { tag: 'compact', value: number(shape.of) }
      case 'sequence':
        return { tag: 'sequence', value: number(shape.of) }
      case 'array':
        return { tag: 'array', value: { len: shape.length, type: number(shape.of) } }
      case 'tuple':
        return { tag: 'tuple', value: shape.of.map(number) }
      case 'composite':
        return { tag: 'composite', value: shape.fields.map((field) => toField(field, number)) }
      case 'variant':
        return {
          tag: 'variant',
          value: shape.variants.map(({ name, index, fields, docs = [] }) => ({
            name,
            index,
            fields: fields.map((field) => toField(field, number)),
            docs: [...docs],
          })),
        }
    }
  }
}

const toField = ({ name, type, typeName = nameOf(type) }: FieldShape, number: Numbering): Field => ({
  name,
  type: number(type),
  typeName,
  docs: [],
})

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
