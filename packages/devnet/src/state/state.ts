import { decode } from '../codec/bytes.js'
import type { AnyStorageItem, StorageItem } from '../schema/pallet.js'
import { type PalletName, pallets, type Schema } from '../schema/schema.js'
import { itemPrefix, keySegment, readKeys } from './keys.js'
import type { Store, StoreReader } from './store.js'

/** The first keys of a map, down to none: what a walk over its entries can be narrowed by. */
export type KeyPrefix<K extends unknown[]> = K extends [...infer Rest, unknown] ? K | KeyPrefix<Rest> : []

/** Reading one storage item. A single value has no keys: `get()`. */
export interface ItemReader<K extends unknown[], V, R> {
  /** The stored value, else the item's default; `undefined` only for optional items. */
  get(...keys: K): R
  /** Whether a value is stored under exactly these keys. */
  has(...keys: K): boolean
  /**
   * Stored entries, in the order of the raw storage keys, of all or of those that start with the given keys.
   * Entries written or removed during the walk do not change it.
   */
  entries(...prefix: KeyPrefix<K>): IterableIterator<[keys: K, value: V]>
  /** As `entries`, without reading the values. */
  keys(...prefix: KeyPrefix<K>): IterableIterator<K>
}

/** Reading and writing one storage item. */
export interface ItemAccess<K extends unknown[], V, R> extends ItemReader<K, V, R> {
  /** `set(netuid, uid, value)`: the keys, then the value. */
  set(...keysAndValue: [...K, V]): void
  /** Writes what `change` makes of the present (or default) value. */
  update(...keysAndChange: [...K, (value: R) => V]): void
  /** Removes one entry, so that it reads as its default again. */
  remove(...keys: K): void
  /** Removes all entries, or those that start with the given keys. */
  clear(...prefix: KeyPrefix<K>): void
}

type ReaderOf<I> =
  I extends StorageItem<infer K extends unknown[], infer V, infer R> ? ItemReader<K, V, R> : never
type AccessOf<I> =
  I extends StorageItem<infer K extends unknown[], infer V, infer R> ? ItemAccess<K, V, R> : never

type Readers<P extends PalletName> = {
  readonly [I in keyof Schema[P]['storage']]: ReaderOf<Schema[P]['storage'][I]>
}
type Accesses<P extends PalletName> = {
  readonly [I in keyof Schema[P]['storage']]: AccessOf<Schema[P]['storage'][I]>
}

/** Typed reading of the chain's storage: `state.SubtensorModule.Tempo.get(netuid)`. */
export type StateReader = { readonly [P in PalletName]: Readers<P> }

/** Typed reading and writing of the chain's storage. */
export type State = { readonly [P in PalletName]: Accesses<P> }

/** Typed access to `store`. */
export function createState(store: Store): State {
  return build((prefix, item) => new Item(store, store, prefix, item)) as State
}

/** Typed access to storage that cannot change. */
export function createStateReader(reader: StoreReader): StateReader {
  return build((prefix, item) => new Item(reader, undefined, prefix, item)) as StateReader
}

let prefixes: readonly (readonly [pallet: string, item: string, prefix: string, AnyStorageItem])[] | undefined

function build(make: (prefix: string, item: AnyStorageItem) => unknown): unknown {
  prefixes ??= pallets.flatMap((pallet) =>
    Object.entries(pallet.storage).map(
      ([name, item]) => [pallet.name, name, itemPrefix(pallet.name, name), item] as const,
    ),
  )
  const state: Record<string, Record<string, unknown>> = Object.fromEntries(
    pallets.map(({ name }) => [name, {}]),
  )
  for (const [pallet, name, prefix, item] of prefixes) state[pallet]![name] = make(prefix, item)
  return state
}

class Item implements ItemAccess<unknown[], unknown, unknown> {
  readonly #reader: StoreReader
  readonly #store: Store | undefined
  readonly #prefix: string
  readonly #item: AnyStorageItem

  constructor(reader: StoreReader, store: Store | undefined, prefix: string, item: AnyStorageItem) {
    this.#reader = reader
    this.#store = store
    this.#prefix = prefix
    this.#item = item
  }

  get(...keys: unknown[]): unknown {
    const stored = this.#reader.get(this.#key(keys))
    if (stored) return decode(this.#item.type.codec, stored)
    const { fallback } = this.#item
    // A default that rules could change in place must not be shared.
    return typeof fallback === 'object' && fallback !== null ? structuredClone(fallback) : fallback
  }

  has(...keys: unknown[]): boolean {
    return this.#reader.get(this.#key(keys)) !== undefined
  }

  *entries(...prefix: unknown[]): IterableIterator<[unknown[], unknown]> {
    for (const [key, value] of this.#reader.entries(this.#key(prefix))) {
      yield [this.#keysOf(key), decode(this.#item.type.codec, value)]
    }
  }

  *keys(...prefix: unknown[]): IterableIterator<unknown[]> {
    for (const [key] of this.#reader.entries(this.#key(prefix))) yield this.#keysOf(key)
  }

  set(...keysAndValue: unknown[]): void {
    const keys = keysAndValue.slice(0, -1)
    this.#writable().set(this.#key(keys), this.#item.type.codec.enc(keysAndValue.at(-1)))
  }

  update(...keysAndChange: unknown[]): void {
    const keys = keysAndChange.slice(0, -1)
    const change = keysAndChange.at(-1) as (value: unknown) => unknown
    this.set(...keys, change(this.get(...keys)))
  }

  remove(...keys: unknown[]): void {
    this.#writable().remove(this.#key(keys))
  }

  clear(...prefix: unknown[]): void {
    const store = this.#writable()
    for (const [key] of store.entries(this.#key(prefix))) store.remove(key)
  }

  #key(keys: readonly unknown[]): string {
    let key = this.#prefix
    for (const [position, part] of this.#item.keys.entries()) {
      if (position >= keys.length) break
      key += keySegment(part, keys[position])
    }
    return key
  }

  #keysOf(key: string): unknown[] {
    return readKeys(this.#item.keys, key.slice(this.#prefix.length))
  }

  #writable(): Store {
    if (!this.#store) throw new TypeError('this state is read-only')
    return this.#store
  }
}
