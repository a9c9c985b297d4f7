import type { AnyStorageItem, StorageItem } from '../schema/pallet.js'
import { type PalletName, pallets, type Schema } from '../schema/schema.js'
import { frozen } from './cell.js'
import { type KeyWriter, keyWriter } from './keys.js'
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
}

/** Reading and writing one storage item. */
export interface ItemAccess<K extends unknown[], V, R> extends ItemReader<K, V, R> {
  /** `set(netuid, uid, value)`: the keys, then the value. */
  set(...keysAndValue: [...K, V]): void
  /** Writes the result of `change` on the present (or default) value. */
  update(...keysAndChange: [...K, (value: R) => V]): void
  /** Removes one entry, so that it reads as its default again. */
  remove(...keys: K): void
  /** Removes all entries, or those that start with the given keys. */
  clear(...prefix: KeyPrefix<K>): void
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

let layouts:
  | readonly (readonly [pallet: string, items: readonly (readonly [name: string, Layout])[]])[]
  | undefined

const layoutsOf = () =>
  pallets.map(({ name: pallet, storage }) => {
    const items = Object.entries(storage).map(([name, item]: [string, AnyStorageItem]) => {
      const keys = keyWriter(pallet, name, item.keys)
      return [name, { keys, item, fallback: frozen(item.fallback) }] as const
    })
    return [pallet, items] as const
  })

function build(reader: StoreReader, store: Store | undefined): unknown {
  layouts ??= layoutsOf()
  return Object.fromEntries(
    layouts.map(([pallet, items]) => [
      pallet,
      Object.fromEntries(items.map(([name, layout]) => [name, new Item(reader, store, layout)])),
    ]),
  )
}

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
    return this.#read(this.#layout.keys.write(keys))
  }

  has(...keys: unknown[]): boolean {
    return this.#reader.cell(this.#layout.keys.write(keys)) !== undefined
  }

  *entries(...prefix: unknown[]): IterableIterator<[unknown[], unknown]> {
    const { keys, item } = this.#layout
    for (const { key, value } of this.#reader.cells(keys.write(prefix))) {
      yield [keys.read(key), value.read(item.type)]
    }
  }

  *keys(...prefix: unknown[]): IterableIterator<unknown[]> {
    const { keys } = this.#layout
    for (const { key } of this.#reader.cells(keys.write(prefix))) yield keys.read(key)
  }

  set(...keysAndValue: unknown[]): void {
    const value = keysAndValue.pop()
    this.#write(this.#layout.keys.write(keysAndValue), value)
  }

  update(...keysAndChange: unknown[]): void {
    const change = keysAndChange.pop() as (value: unknown) => unknown
    const key = this.#layout.keys.write(keysAndChange)
    this.#write(key, change(this.#read(key)))
  }

  remove(...keys: unknown[]): void {
    this.#writable().remove(this.#layout.keys.write(keys))
  }

  clear(...prefix: unknown[]): void {
    const store = this.#writable()
    for (const { key } of store.cells(this.#layout.keys.write(prefix))) store.remove(key)
  }

  #read(key: string): unknown {
    const stored = this.#reader.cell(key)
    return stored ? stored.read(this.#layout.item.type) : this.#layout.fallback
  }

  #write(key: string, value: unknown): void {
    this.#writable().set(key, this.#layout.item.type.codec.enc(value))
  }

  #writable(): Store {
    if (!this.#store) throw new TypeError('this state is read-only')
    return this.#store
  }
}
