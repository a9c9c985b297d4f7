import { reasonOf } from '@subnetkit/base'
import type { AnyKeyPart } from '../schema/pallet.js'
import { findPallet } from '../schema/schema.js'
import { itemPrefix, keyWriter } from '../state/keys.js'
import { findUnreadable } from '../state/readable.js'
import { createState, type State } from '../state/state.js'
import { Store } from '../state/store.js'
import type { Readable } from './layout.js'
import { lie } from './lies.js'
import type { Pages } from './pages.js'
import type { PlannedItem } from './plan.js'

/** Gathers the storage of a node into a state, in which each value is read as what its item holds. */
export interface Collector {
  readonly host: string
  readonly store: Store
  readonly state: State
  /** Reads the entries with these keys. */
  entries(item: PlannedItem, keys: readonly (readonly unknown[])[]): Promise<void>
  /** Reads all entries whose keys begin with these, and `accept` takes. */
  under(
    item: PlannedItem,
    first: readonly unknown[],
    accept?: (keys: readonly unknown[]) => boolean,
  ): Promise<void>
  /** Reads entries by raw keys and prefixes of keys. */
  raw(name: string, keys: readonly string[], prefixes?: readonly string[]): Promise<void>
}

export function createCollector(host: string, pages: Pages, { defaults }: Readable): Collector {
  const store = new Store()
  const add = (name: string, entries: readonly (readonly [string, Uint8Array])[]) => {
    if (entries.length === 0) return
    const unreadable = findUnreadable(entries, { allowTrailing: false })
    if (unreadable) throw lie(host, `${name} ${unreadable.detail}`, unreadable.cause)
    for (const [key, value] of entries) store.set(key, value)
  }
  return {
    host,
    store,
    state: createState(store),
    async entries({ name, pallet, item }, keys) {
      const writer = keyWriter(pallet, item, partsOf(pallet, item))
      const asked = [...new Set(keys.map((each) => writer.write(each).text))].filter(
        (key) => store.get(key) === undefined,
      )
      const values = await pages.values(asked)
      const fallback = defaults.get(name)
      const found = new Set(values.map(([key]) => key))
      const absent = fallback
        ? asked.filter((key) => !found.has(key)).map((key) => [key, fallback] as const)
        : []
      add(name, [...values, ...absent])
    },
    async under({ name, pallet, item }, first, accept) {
      const writer = keyWriter(pallet, item, partsOf(pallet, item))
      const isAccepted = accept && ((key: string) => accept(readKey(host, name, () => writer.read(key))))
      add(name, await pages.under(writer.write(first).text, isAccepted))
    },
    async raw(name, keys, prefixes = []) {
      const [values, ...more] = await Promise.all([
        pages.values(keys),
        ...prefixes.map((prefix) => pages.under(prefix)),
      ])
      add(name, [...values, ...more.flat()])
    },
  }
}

const partsOf = (pallet: string, item: string): readonly AnyKeyPart[] =>
  findPallet(pallet)!.storage[item]!.keys

/** Prefix of an item's keys. */
export const prefixOf = ({ pallet, item }: PlannedItem): string => itemPrefix(pallet, item)

function readKey(host: string, name: string, read: () => unknown[]): unknown[] {
  try {
    return read()
  } catch (cause) {
    throw lie(host, `a key of ${name} cannot be read: ${reasonOf(cause)}`, cause)
  }
}
