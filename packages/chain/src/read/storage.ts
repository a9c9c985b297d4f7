import type { Decode } from './decode.js'

/**
 * One storage value to be read, as data: the block reader asks for it, the runtime check derives from it what a feature
 * needs of a runtime.
 */
export interface StorageRead<T = unknown> {
  readonly pallet: string
  readonly item: string
  readonly keys: readonly unknown[]
  /** Layout of all keys, as the runtime check writes it: `u16`, `(u16, [u8; 32])`, or empty. */
  readonly given: string
  readonly decode: Decode<T>
  /** Value on runtimes without the item. Without this they fail with CHAIN_FEATURE_MISSING. */
  readonly absent?: { readonly value: T }
}

/** Reads by name; a list is read as a list. */
export type Reads = Readonly<Record<string, StorageRead | readonly StorageRead[]>>

/** Values that {@link Reads} return. */
export type ValuesOf<R extends Reads> = {
  readonly [Name in keyof R]: R[Name] extends StorageRead<infer T>
    ? T
    : R[Name] extends readonly StorageRead<infer T>[]
      ? readonly T[]
      : never
}

/** A declared item; called with its keys it is a read. */
export interface StorageItem<Keys extends readonly unknown[], T> {
  (...keys: Keys): StorageRead<T>
  /** All but the last of its keys, for listing the entries below them. */
  open(...keys: readonly unknown[]): StorageRead<T>
}

/** Declares an item of a pallet, by the chain's names. */
export function storageItem<Keys extends readonly unknown[], T>(
  name: `${string}.${string}`,
  given: string,
  decode: Decode<T>,
): StorageItem<Keys, T> {
  const [pallet = '', item = ''] = name.split('.')
  const read = (...keys: readonly unknown[]): StorageRead<T> => ({ pallet, item, keys, given, decode })
  return Object.assign((...keys: Keys) => read(...keys), { open: read })
}

/** The same read, with a value for runtimes that do not have the item. */
export function orAbsent<T, V>(read: StorageRead<T>, value: V): StorageRead<T | V> {
  return { ...read, absent: { value } }
}
