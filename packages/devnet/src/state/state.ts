import type { AnyStorageItem, StorageItem } from '../schema/pallet.js'
import { type PalletName, pallets, type Schema } from '../schema/schema.js'
import { frozen } from './cell.js'
import { type KeyWriter, keyWriter, type StorageKey } from './keys.js'
import type { Store, StoreReader } from './store.js'

/** The first keys of a map, down to none: what a walk over its entries can be narrowed by. */
export type KeyPrefix<K extends unknown[]> = K extends [...infer Rest, unknown] ? K | KeyPrefix<Rest> : []

/** Reading one storage item. A single value has no keys: `get()`. What is read is frozen: it is shared. */
export interface ItemReader<K extends unknown[], V, R> {
  /** The stored value, else the item's default; `undefined` only for optional items. */
  get(...keys: K): R
  /** Returns true if a value is stored under exactly these keys. */
  has(...keys: K): boolean
  /**
   * Stored entries, in the order of the raw storage keys, of all or of those that start with the given keys.
   * Entries written or removed during the walk do not change it.
   */
  entries(...prefix: KeyPrefix<K>): IterableIterator<[keys: K, value: V]>
  /** As `entries`, without reading the values. */
  keys(...prefix: KeyPrefix<K>): IterableIterator<K>
  /** As `entries`, with the values as they are stored. Do not change the bytes. */
  encodedEntries(...prefix: KeyPrefix<K>): IterableIterator<[keys: K, encoded: Uint8Array]>
  /** The value as it is stored, `undefined` where none is. Do not change the bytes. */
  encoded(...keys: K): Uint8Array | undefined
}

/** Reading and writing one storage item. */
export interface ItemAccess<K extends unknown[], V, R> extends ItemReader<K, V, R> {
  /** `set(netuid, uid, value)`: the keys, then the value. */
  set(...keysAndValue: [...K, V]): void
  /** As `set`, with a value that is encoded already, unchecked; it may not be changed afterwards. */
  setEncoded(...keysAndEncoded: [...K, Uint8Array]): void
  /** Writes the result of `change` on the present (or default) value. */
  update(...keysAndChange: [...K, (value: R) => V]): void
  /** Removes one entry, so that it reads as its default again. */
  remove(...keys: K): void
  /** One entry, for several accesses in a row: its key is made once. */
  at(...keys: K): StorageEntry<V, R>
  /** Removes all entries, or those that start with the given keys. */
  clear(...prefix: KeyPrefix<K>): void
}

/** Reading and writing one entry of a storage item. */
export interface StorageEntry<V, R> {
  get(): R
  set(value: V): void
  remove(): void
}

export type ReaderOf<I> =
  I extends StorageItem<infer K extends unknown[], infer V, infer R> ? ItemReader<K, V, R> : never
export type AccessOf<I> =
  I extends StorageItem<infer K extends unknown[], infer V, infer R> ? ItemAccess<K, V, R> : never

export type Readers<P extends PalletName> = {
  readonly [I in keyof Schema[P]['storage']]: ReaderOf<Schema[P]['storage'][I]>
}
export type Accesses<P extends PalletName> = {
  readonly [I in keyof Schema[P]['storage']]: AccessOf<Schema[P]['storage'][I]>
}

/** Typed reading of the chain's storage: `state.SubtensorModule.Tempo.get(netuid)`. */
export type StateReader = { readonly [P in PalletName]: Readers<P> }

/** Typed reading and writing of the chain's storage. */
export type State = { readonly [P in PalletName]: Accesses<P> }

/** Typed access to `store`. */
export function createState(store: Store): State {
  return build(store, store) as State
}

/** Typed access to storage that cannot change. */
export function createStateReader(reader: StoreReader): StateReader {
  return build(reader, undefined) as StateReader
}

/** Parts of an item that all states share. */
interface Layout {
  readonly keys: KeyWriter
  readonly item: AnyStorageItem
  readonly fallback: unknown
}

function build(reader: StoreReader, store: Store | undefined): unknown {
  prototypes ??= prototypesOf()
  const state: Record<string, unknown> = {}
  for (const [pallet, prototype] of prototypes) {
    const items: Items = Object.create(prototype)
    items.reader = reader
    items.store = store
    items.made = []
    state[pallet] = items
  }
  return state
}

/** Items of a pallet, each made when it is first asked for: a block needs a few of hundreds. */
interface Items {
  reader: StoreReader
  store: Store | undefined
  made: Item[]
}

let prototypes: readonly (readonly [pallet: string, prototype: object])[] | undefined

const prototypesOf = () =>
  pallets.map(({ name: pallet, storage }) => {
    const items = Object.entries(storage).map(([name, item]: [string, AnyStorageItem], position) => {
      let layout: Layout | undefined
      const make = ({ reader, store }: Items): Item => {
        layout ??= { keys: keyWriter(pallet, name, item.keys), item, fallback: frozen(item.fallback) }
        layout.keys.trim()
        return new Item(reader, store, layout)
      }
      function get(this: Items): Item {
        // biome-ignore lint/suspicious/noAssignInExpressions: made once
        return (this.made[position] ??= make(this))
      }
      return [name, { get, enumerable: true }] as const
    })
    return [pallet, Object.create(null, Object.fromEntries(items)) as object] as const
  })

class Item implements ItemAccess<unknown[], unknown, unknown> {
  readonly #reader: StoreReader
  readonly #store: Store | undefined
  readonly #layout: Layout

  constructor(reader: StoreReader, store: Store | undefined, layout: Layout) {
    this.#reader = reader
    this.#store = store
    this.#layout = layout
  }

  get(...keys: unknown[]): unknown {
    return this.read(this.#layout.keys.write(keys))
  }

  has(...keys: unknown[]): boolean {
    return this.#reader.cellOf(this.#layout.keys.write(keys)) !== undefined
  }

  *entries(...prefix: unknown[]): IterableIterator<[unknown[], unknown]> {
    const { keys, item } = this.#layout
    for (const { key, value } of this.#reader.cells(keys.write(prefix).text)) {
      yield [keys.read(key), value.read(item.type)]
    }
  }

  *keys(...prefix: unknown[]): IterableIterator<unknown[]> {
    const { keys } = this.#layout
    for (const { key } of this.#reader.cells(keys.write(prefix).text)) yield keys.read(key)
  }

  *encodedEntries(...prefix: unknown[]): IterableIterator<[unknown[], Uint8Array]> {
    const { keys } = this.#layout
    for (const { key, value } of this.#reader.cells(keys.write(prefix).text)) {
      yield [keys.read(key), value.bytes]
    }
  }

  encoded(...keys: unknown[]): Uint8Array | undefined {
    return this.#reader.cellOf(this.#layout.keys.write(keys))?.bytes
  }

  at(...keys: unknown[]): StorageEntry<unknown, unknown> {
    return new ItemEntry(this, this.#layout.keys.write(keys))
  }

  setEncoded(...keysAndEncoded: unknown[]): void {
    const encoded = keysAndEncoded.pop() as Uint8Array
    this.#writable().write(this.#layout.keys.write(keysAndEncoded), encoded)
  }

  set(...keysAndValue: unknown[]): void {
    const value = keysAndValue.pop()
    this.write(this.#layout.keys.write(keysAndValue), value)
  }

  update(...keysAndChange: unknown[]): void {
    const change = keysAndChange.pop() as (value: unknown) => unknown
    const key = this.#layout.keys.write(keysAndChange)
    this.write(key, change(this.read(key)))
  }

  remove(...keys: unknown[]): void {
    this.erase(this.#layout.keys.write(keys))
  }

  clear(...prefix: unknown[]): void {
    const store = this.#writable()
    const { keys } = this.#layout
    for (const { key } of store.cells(keys.write(prefix).text)) {
      const known = keys.write(keys.read(key))
      if (known.text === key) store.write(known, null)
      else store.remove(key)
    }
  }

  read(key: StorageKey): unknown {
    const stored = this.#reader.cellOf(key)
    return stored ? stored.read(this.#layout.item.type) : this.#layout.fallback
  }

  write(key: StorageKey, value: unknown): void {
    const store = this.#writable()
    const { type } = this.#layout.item
    if (!store.cellOf(key)?.isNumber(value, type)) store.write(key, type.codec.enc(value))
  }

  erase(key: StorageKey): void {
    this.#writable().write(key, null)
  }

  #writable(): Store {
    if (!this.#store) throw new TypeError('this state is read-only')
    return this.#store
  }
}

/** A class, since rules make many: functions made for each would cost more than what they do. */
class ItemEntry implements StorageEntry<unknown, unknown> {
  readonly #item: Item
  readonly #key: StorageKey

  constructor(item: Item, key: StorageKey) {
    this.#item = item
    this.#key = key
  }

  get(): unknown {
    return this.#item.read(this.#key)
  }

  set(value: unknown): void {
    this.#item.write(this.#key, value)
  }

  remove(): void {
    this.#item.erase(this.#key)
  }
}
