import { reasonOf } from '@subnetkit/base'
import type { Chain } from '../chain/chain.js'
import { fromHex } from '../codec/bytes.js'
import type { AnyStorageItem, StorageItem } from '../schema/pallet.js'
import { findPallet, type PalletName, pallets, type Schema } from '../schema/schema.js'
import { itemPrefix } from '../state/keys.js'
import { createState, type ItemAccess, type State } from '../state/state.js'
import { Store } from '../state/store.js'
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

interface ItemName {
  readonly pallet: string
  readonly item: string
}

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
  requireReadable(raw)
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

type UntypedAccess = ItemAccess<unknown[], unknown, unknown>

function accessTo(state: State, { pallet, item }: ItemName): UntypedAccess {
  return (state as unknown as Record<string, Record<string, UntypedAccess>>)[pallet]![item]!
}

function explained<T>({ pallet, item }: ItemName, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const details = { item: `${pallet}.${item}`, detail: reasonOf(error) }
    throw devnetError('BAD_STORAGE', details, { cause: error })
  }
}

const PREFIX_DIGITS = 64
let items: ReadonlyMap<string, ItemName> | undefined

/** Checks raw entries: they must decode as typed entries and encode to the same bytes again. */
function requireReadable(writes: readonly (readonly [key: string, bytes: Uint8Array | null])[]): void {
  items ??= new Map(
    pallets.flatMap(({ name: pallet, storage }) =>
      Object.keys(storage).map((item) => [itemPrefix(pallet, item), { pallet, item }] as const),
    ),
  )
  const [given, again] = [new Store(), new Store()]
  const touched = new Map<string, ItemName>()
  for (const [key, bytes] of writes) {
    const prefix = key.slice(0, PREFIX_DIGITS)
    const name = items.get(prefix)
    if (name === undefined || bytes === null) continue
    given.set(key, bytes)
    touched.set(prefix, name)
  }
  const [reading, writing] = [createState(given), createState(again)]
  for (const [prefix, name] of touched) {
    explained(name, () => {
      for (const [keys, value] of accessTo(reading, name).entries()) {
        accessTo(writing, name).set(...keys, value)
      }
      requireSame(given, again, prefix)
    })
  }
}

function requireSame(given: Store, again: Store, prefix: string): void {
  for (const [key, bytes] of given.entries(prefix)) {
    const written = again.get(key)
    if (!written || Buffer.compare(written, bytes) !== 0) {
      throw new RangeError(`0x${key.slice(0, 200)} does not hold a value of it`)
    }
  }
}
