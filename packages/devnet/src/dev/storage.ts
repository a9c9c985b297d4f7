import { reasonOf } from '@subnetkit/base'
import type { Chain } from '../chain/chain.js'
import { fromHex } from '../codec/bytes.js'
import type { AnyStorageItem, StorageItem } from '../schema/pallet.js'
import { findPallet, type PalletName, type Schema } from '../schema/schema.js'
import { accessTo, findUnreadable, type ItemName } from '../state/readable.js'
import { createState } from '../state/state.js'
import { devnetError } from './error.js'
import { toChainValue } from './value.js'

/** Names of a pallet's storage items. */
export type ItemOf<P extends PalletName> = keyof Schema[P]['storage'] & string

/** The keys of a storage item; none for a single value. */
export type KeysOfItem<P extends PalletName, I extends ItemOf<P>> =
  Schema[P]['storage'][I] extends StorageItem<infer K extends unknown[], infer _V, infer _R> ? K : never

/** The value of a storage item. */
export type ValueOfItem<P extends PalletName, I extends ItemOf<P>> =
  Schema[P]['storage'][I] extends StorageItem<infer _K extends unknown[], infer V, infer _R> ? V : never

/** A raw write: key and value as 0x-hex; `null` removes. */
export type RawWrite = readonly [key: string, value: string | null]

/** Writes one storage item, or removes it with `undefined`. BAD_STORAGE for values that do not fit the schema. */
export function setStorage(chain: Chain, name: ItemName, keys: readonly unknown[], value: unknown): void {
  const item = findItem(name)
  const fitting = explained(name, () => ({
    keys: chainKeys(item, keys),
    value: value === undefined ? undefined : toChainValue(item.type, value),
  }))
  chain.edit((store) => {
    const access = accessTo(createState(store), name)
    if (value === undefined) access.remove(...fitting.keys)
    else access.set(...fitting.keys, fitting.value)
  })
}

/**
 * Writes raw storage, all or nothing. A key of the schema accepts only bytes that decode as its value, so that every
 * rule can read it; other keys accept any.
 */
export function setRawStorage(chain: Chain, writes: readonly RawWrite[]): void {
  const raw = writes.map(([key, value]) => [key.slice(2), value === null ? null : fromHex(value)] as const)
  const unreadable = findUnreadable(raw, { allowTrailing: false })
  if (unreadable) {
    const { name, detail, cause } = unreadable
    throw devnetError('BAD_STORAGE', { item: `${name.pallet}.${name.item}`, detail }, { cause })
  }
  chain.edit((store) => {
    for (const [key, bytes] of raw) {
      if (bytes) store.set(key, bytes)
      else store.remove(key)
    }
  })
}

function findItem({ pallet, item }: ItemName): AnyStorageItem {
  const found = findPallet(pallet)
  if (!found)
    throw devnetError('BAD_STORAGE', { item: `${pallet}.${item}`, detail: 'there is no such pallet' })
  const described = Object.hasOwn(found.storage, item) ? found.storage[item] : undefined
  if (!described) {
    throw devnetError('BAD_STORAGE', { item: `${pallet}.${item}`, detail: 'the pallet has no such item' })
  }
  return described
}

function chainKeys(item: AnyStorageItem, keys: readonly unknown[]): unknown[] {
  if (keys.length !== item.keys.length) {
    throw new RangeError(`it takes ${item.keys.length} keys, not ${keys.length}`)
  }
  return item.keys.map(({ type }, at) => toChainValue(type, keys[at]))
}

function explained<T>({ pallet, item }: ItemName, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const details = { item: `${pallet}.${item}`, detail: reasonOf(error) }
    throw devnetError('BAD_STORAGE', details, { cause: error })
  }
}
