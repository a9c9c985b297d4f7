import type { AnyType, Of, OfFields, Type } from './type.js'

/** Hashers for map keys. All three keep the key readable at the end. */
export type HasherName = 'Identity' | 'Blake2128Concat' | 'Twox64Concat'

/** One key of a storage map. */
export interface KeyPart<T> {
  readonly hasher: HasherName
  readonly type: Type<T>
}

export const identity = <T>(type: Type<T>): KeyPart<T> => ({ hasher: 'Identity', type })
export const blake2 = <T>(type: Type<T>): KeyPart<T> => ({ hasher: 'Blake2128Concat', type })
export const twox = <T>(type: Type<T>): KeyPart<T> => ({ hasher: 'Twox64Concat', type })

// biome-ignore lint/suspicious/noExplicitAny: keys are read and written, so `unknown` fits none.
export type AnyKeyPart = KeyPart<any>

/** The values of a list of key parts. */
export type KeysOf<P extends readonly AnyKeyPart[]> = {
  -readonly [I in keyof P]: P[I] extends KeyPart<infer V> ? V : never
}

/** The spec versions that have an item, where not all have it. */
export interface Dated {
  /** The first one, for items newer than the surface we compare with. */
  readonly since?: number
  /** The first one without it again. */
  readonly until?: number
}

/**
 * A storage item: `keys` is empty for a single value. `Read` is what reading gives:
 * `Value` for items with a default, `Value | undefined` for optional ones.
 */
export interface StorageItem<Keys extends unknown[], Value, Read> extends Dated {
  readonly keys: readonly AnyKeyPart[]
  readonly type: Type<Value>
  /** Absent for optional items. */
  readonly fallback?: Value
  /** Only for inference. */
  readonly shape?: { readonly keys: Keys; readonly read: Read }
}

// biome-ignore lint/suspicious/noExplicitAny: matches every item, with any key and value.
export type AnyStorageItem = StorageItem<any, any, any>

/** A single value that reads as `fallback`, or the type's zero, when nothing was written. */
export function value<T>(type: Type<T>, fallback: NoInfer<T> = type.zero): StorageItem<[], T, T> {
  return { keys: [], type, fallback }
}

/** A single value that may be absent. */
export function optionalValue<T>(type: Type<T>): StorageItem<[], T, T | undefined> {
  return { keys: [], type }
}

/** A map whose entries read as `fallback`, or the type's zero, when nothing was written. */
export function map<const P extends readonly AnyKeyPart[], T>(
  keys: P,
  type: Type<T>,
  fallback: NoInfer<T> = type.zero,
): StorageItem<KeysOf<P>, T, T> {
  return { keys, type, fallback }
}

/** A map whose entries may be absent. */
export function optionalMap<const P extends readonly AnyKeyPart[], T>(
  keys: P,
  type: Type<T>,
): StorageItem<KeysOf<P>, T, T | undefined> {
  return { keys, type }
}

/** A call: its index and its arguments under the names that the chain gives them. */
export interface Call<A extends Record<string, AnyType>> extends Dated {
  readonly index: number
  readonly args: A
}

export type AnyCall = Call<Record<string, AnyType>>

export function call<A extends Record<string, AnyType> = Record<never, never>>(
  index: number,
  args: A = {} as A,
): Call<A> {
  return { index, args }
}

/** The fields of an event: a list when the chain leaves them unnamed, a record when it names them. */
export type EventFields = readonly AnyType[] | Record<string, AnyType>

/** The data of an event, in the form of its fields. */
export type EventData<F> = F extends readonly AnyType[]
  ? { -readonly [I in keyof F]: Of<F[I]> }
  : F extends Record<string, AnyType>
    ? OfFields<F>
    : never

/** A constant of a pallet. */
export interface Constant<T> extends Dated {
  readonly type: Type<T>
  readonly value: T
}

// biome-ignore lint/suspicious/noExplicitAny: matches every constant, with any value.
export type AnyConstant = Constant<any>

export const constant = <T>(type: Type<T>, value: NoInfer<T>): Constant<T> => ({ type, value })

/** Marks an item that the chain has from this spec version on. */
export function since<T extends Dated>(specVersion: number, item: T): T {
  return { ...item, since: specVersion }
}

/** Marks an item that the chain no longer has from this spec version on. */
export function until<T extends Dated>(specVersion: number, item: T): T {
  return { ...item, until: specVersion }
}

/** An event with its index, when the list has gaps or newer cases. */
export interface Event<F extends EventFields> extends Dated {
  readonly index: number
  readonly fields: F
}

export type AnyEvent = Event<EventFields>

export function event(index: number): Event<readonly []>
export function event<const F extends EventFields>(index: number, fields: F): Event<F>
export function event(index: number, fields: EventFields = []): AnyEvent {
  return { index, fields }
}

/** The sections of a pallet as its file writes them. */
export interface PalletParts {
  readonly storage?: Readonly<Record<string, AnyStorageItem>>
  // biome-ignore lint/suspicious/noExplicitAny: arguments vary from call to call.
  readonly calls?: Readonly<Record<string, Call<any>>>
  // biome-ignore lint/suspicious/noExplicitAny: fields vary from event to event.
  readonly events?: Readonly<Record<string, Event<any>>>
  /** In index order. */
  readonly errors?: readonly string[]
  readonly constants?: Readonly<Record<string, AnyConstant>>
}

type Part<P extends PalletParts, K extends keyof PalletParts, Empty> = K extends keyof P ? P[K] : Empty

/** A pallet of the chain. */
export interface Pallet<P extends PalletParts = PalletParts> {
  readonly name: string
  readonly index: number
  /** Rust crate of its types, such as `pallet_subtensor`. */
  readonly crate: string
  readonly storage: Part<P, 'storage', Record<never, never>>
  readonly calls: Part<P, 'calls', Record<never, never>>
  readonly events: Part<P, 'events', Record<never, never>>
  readonly errors: Part<P, 'errors', readonly never[]>
  readonly constants: Part<P, 'constants', Record<never, never>>
}

export function pallet<const P extends PalletParts>(
  name: string,
  index: number,
  crate: string,
  parts: P,
): Pallet<P> {
  const { storage = {}, calls = {}, events = {}, errors = [], constants = {} } = parts
  return { name, index, crate, storage, calls, events, errors, constants } as unknown as Pallet<P>
}

/** A pallet as code sees it that treats all pallets alike. */
export type UntypedPallet = Omit<Pallet, 'storage' | 'calls' | 'events' | 'errors' | 'constants'> & {
  readonly storage: Readonly<Record<string, AnyStorageItem>>
  readonly calls: Readonly<Record<string, AnyCall>>
  readonly events: Readonly<Record<string, AnyEvent>>
  readonly errors: readonly string[]
  readonly constants: Readonly<
    Record<string, { readonly type: AnyStorageItem['type']; readonly value: unknown }>
  >
}
