import { reasonOf } from '@subnetkit/base'
import { pallets } from '../schema/schema.js'
import { itemPrefix, PREFIX_DIGITS } from './keys.js'
import { createState, type ItemAccess, type State } from './state.js'
import { Store } from './store.js'

/** A storage item by its names. */
export interface ItemName {
  readonly pallet: string
  readonly item: string
}

/** A raw write: key as hex without 0x, `null` to remove. */
export type StoreWrite = readonly [key: string, bytes: Uint8Array | null]

type UntypedAccess = ItemAccess<unknown[], unknown, unknown>

/** An item of a state, by its names. */
export function accessTo(state: State, { pallet, item }: ItemName): UntypedAccess {
  return (state as unknown as Record<string, Record<string, UntypedAccess>>)[pallet]![item]!
}

let items: ReadonlyMap<string, ItemName> | undefined

/**
 * Finds the first item of the schema that these entries would make unreadable: entries must decode as typed ones and encode to
 * the same bytes again. Where `allowTrailing` is set, bytes may follow a value, which no reader looks at. Keys outside of the
 * schema accept any.
 */
export function findUnreadable(
  writes: readonly StoreWrite[],
  { allowTrailing }: { readonly allowTrailing: boolean },
): { readonly name: ItemName; readonly detail: string; readonly cause: unknown } | undefined {
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
    try {
      for (const [keys, value] of accessTo(reading, name).entries()) {
        accessTo(writing, name).set(...keys, value)
      }
      requireSame(given, again, prefix, allowTrailing)
    } catch (cause) {
      return { name, detail: reasonOf(cause), cause }
    }
  }
  return undefined
}

function requireSame(given: Store, again: Store, prefix: string, allowTrailing: boolean): void {
  for (const [key, bytes] of given.entries(prefix)) {
    const written = again.get(key)
    const read = allowTrailing ? bytes.subarray(0, written?.length) : bytes
    if (!written || Buffer.compare(written, read) !== 0) {
      throw new RangeError(`0x${key.slice(0, 200)} does not hold a value of it`)
    }
  }
}
