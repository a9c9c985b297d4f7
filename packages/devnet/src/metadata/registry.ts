import type { V14Lookup } from '@polkadot-api/substrate-bindings'
import type { AnyType, FieldShape, Shape } from '../schema/type.js'
import { type MainnetIds, mainnetNumber } from './mainnet-ids.js'
import {
  type Described as Description,
  nameOfType,
  PLACE_OF_ITEM,
  placeOfField,
  placeOfParam,
} from './type-names.js'

type Entry = V14Lookup[number]
type Definition = Entry['def']
/** A shape that lists its parts. */
type Described = Exclude<Shape, { kind: 'deferred' }>
type Field = Extract<Definition, { tag: 'composite' }>['value'][number]

/** Numbers a type in a place of a description. */
type Numbering = (type: AnyType, place: string) => number

/**
 * Numbers the types in the metadata. Those of mainnet have mainnet's ids, and the others follow in the order of their first
 * use. Ids of mainnet's types that are not here are those of empty tuples.
 */
export class TypeRegistry {
  /** By id, with gaps. */
  readonly #entries: (Entry | undefined)[] = []
  readonly #mainnet: MainnetIds
  /** Id of the next type that mainnet does not have. */
  #next: number
  /** Ids by structure, and by number on mainnet where it has one. */
  readonly #ids = new Map<string, number>()
  /** Structures of those that are mainnet's, by number. */
  readonly #taken = new Map<number, number>()
  /** Numbers of structures: equal types have the same. */
  readonly #structures = new Map<string, number>()
  readonly #structureOf = new WeakMap<Shape, number>()
  /** Names by structure. */
  readonly #names: string[] = []
  readonly #resolved: ReadonlyMap<string, Described>

  /** `resolved` replace the deferred types of the same path. */
  constructor(mainnet: MainnetIds, resolved: readonly AnyType[] = []) {
    this.#mainnet = mainnet
    this.#next = mainnet.size
    this.#resolved = new Map(
      resolved.flatMap(({ shape }) => ('path' in shape ? [[shape.path, shape as Described] as const] : [])),
    )
  }

  /** All types so far, in id order. */
  get lookup(): Entry[] {
    return Array.from(this.#entries, (entry, id) => entry ?? { id, ...emptyTuple })
  }

  /**
   * The id of a type, which is added together with all it is made of when it is new. `owner` is the pallet or API, or the
   * number of the type, in which it has this place.
   */
  id(type: AnyType, owner?: string | number, place = ''): number {
    const structure = this.#structure(type)
    const number = this.#numberOf(structure, mainnetNumber(this.#names[structure]!, owner, place))
    const key = `${structure} ${number}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = (number === undefined ? undefined : this.#mainnet.idOf(number)) ?? this.#next++
    this.#ids.set(key, id)
    this.#entries[id] = {
      id,
      ...this.#describe(this.#resolve(type), (part, at) => this.id(part, number, at)),
      docs: [],
    }
    return id
  }

  /** One structure has a number: a second one of the same name goes without. */
  #numberOf(structure: number, number: number | undefined): number | undefined {
    if (number === undefined) return undefined
    const owner = this.#taken.get(number) ?? structure
    this.#taken.set(number, owner)
    return owner === structure ? number : undefined
  }

  /** Parts first; a deferred type contains itself, so its path stands for it. */
  #structure({ shape }: AnyType): number {
    const known = this.#structureOf.get(shape)
    if (known !== undefined) return known
    const described =
      shape.kind === 'deferred'
        ? { path: pathOf(shape.path), params: [], def: emptyTuple.def }
        : this.#describe(shape, (part) => this.#structure(part))
    const key = JSON.stringify(described)
    const structure = this.#structures.get(key) ?? this.#structures.size
    this.#structures.set(key, structure)
    this.#names[structure] ??= nameOfType(described, (part) => this.#names[part]!)
    this.#structureOf.set(shape, structure)
    return structure
  }

  #resolve({ shape }: AnyType): Described {
    if (shape.kind !== 'deferred') return shape
    return this.#resolved.get(shape.path) ?? (shape.resolve().shape as Described)
  }

  #describe(shape: Described, number: Numbering): Description {
    const named = shape.kind === 'composite' || shape.kind === 'variant'
    return {
      path: named ? pathOf(shape.path) : [],
      params: named
        ? shape.params.map(({ name, type }) => ({ name, type: type && number(type, placeOfParam(name)) }))
        : [],
      def: this.#definition(shape, number),
    }
  }

  #definition(shape: Described, number: Numbering): Definition {
    switch (shape.kind) {
      case 'primitive':
        return { tag: 'primitive', value: { tag: shape.name, value: undefined } }
      case 'compact':
        return { tag: 'compact', value: number(shape.of, PLACE_OF_ITEM) }
      case 'sequence':
        return { tag: 'sequence', value: number(shape.of, PLACE_OF_ITEM) }
      case 'array':
        return { tag: 'array', value: { len: shape.length, type: number(shape.of, PLACE_OF_ITEM) } }
      case 'tuple':
        return {
          tag: 'tuple',
          value: shape.of.map((type, position) => number(type, placeOfField(undefined, position))),
        }
      case 'composite':
        return { tag: 'composite', value: toFields(shape.fields, number) }
      case 'variant':
        return {
          tag: 'variant',
          value: shape.variants.map(({ name, index, fields, docs = [] }) => ({
            name,
            index,
            fields: toFields(fields, number, name),
            docs: [...docs],
          })),
        }
    }
  }
}

const emptyTuple: Omit<Entry, 'id'> = { path: [], params: [], def: { tag: 'tuple', value: [] }, docs: [] }

const pathOf = (path: string): string[] => (path === '' ? [] : path.split('::'))

const toFields = (fields: readonly FieldShape[], number: Numbering, inCase?: string): Field[] =>
  fields.map(({ name, type, typeName = nameOf(type) }, position) => ({
    name,
    type: number(type, placeOfField(name, position, inCase)),
    typeName,
    docs: [],
  }))

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
