import {
  type Codec,
  compactBn,
  compactNumber,
  i16 as i16Codec,
  i32 as i32Codec,
  i64 as i64Codec,
  Option,
  Self,
  Struct,
  str as strCodec,
  Tuple,
  Vector,
} from '@polkadot-api/substrate-bindings'
import {
  allPacked,
  type Packed,
  packedBool,
  packedCodec,
  packedHex,
  packedI128,
  packedStruct,
  packedTuple,
  packedU8,
  packedU16,
  packedU32,
  packedU64,
  packedU128,
  packedVector,
} from '../codec/packed.js'
import { byteVector, vectorOf } from '../codec/sized.js'
import { taggedCodec } from '../codec/tagged.js'

/** The primitives of SCALE metadata that the schema uses. */
export type Primitive =
  | 'bool'
  | 'str'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'u128'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'i128'

/** A field of a composite or of a variant; `name` is absent in tuple-like ones. */
export interface FieldShape {
  readonly name?: string
  readonly type: AnyType
  /** Name of the type in the metadata, where it is an alias. */
  readonly typeName?: string
}

/** One case of a variant. */
export interface VariantShape {
  readonly name: string
  readonly index: number
  readonly fields: readonly FieldShape[]
  /** Lines of documentation in the metadata. */
  readonly docs?: readonly string[]
}

/** Form of a type in metadata. */
export type Shape =
  | { readonly kind: 'primitive'; readonly name: Primitive }
  | { readonly kind: 'compact'; readonly of: AnyType }
  | { readonly kind: 'sequence'; readonly of: AnyType }
  | { readonly kind: 'array'; readonly of: AnyType; readonly length: number }
  | { readonly kind: 'tuple'; readonly of: readonly AnyType[] }
  | {
      readonly kind: 'composite'
      readonly path: string
      readonly params: readonly TypeParam[]
      readonly fields: readonly FieldShape[]
    }
  | {
      readonly kind: 'variant'
      readonly path: string
      readonly params: readonly TypeParam[]
      readonly variants: readonly VariantShape[]
    }
  | { readonly kind: 'deferred'; readonly path: string; resolve(): AnyType }

/** A generic parameter as metadata names it. */
export interface TypeParam {
  readonly name: string
  readonly type?: AnyType
}

/**
 * A type of the chain: its bytes (`codec`), its entry in the metadata (`shape`) and the value
 * that storage reads as when nothing was written (`zero`).
 */
export interface Type<T> {
  readonly codec: Codec<T>
  readonly shape: Shape
  readonly zero: T
  /** Present when all values take the same number of bytes. */
  readonly packed?: Packed<T>
}

/** A type whose value the place does not care for. */
// biome-ignore lint/suspicious/noExplicitAny: a codec is both reader and writer, so `unknown` fits none.
export type AnyType = Type<any>

/** The value that a type holds. */
export type Of<T> = T extends Type<infer V> ? V : never

/** The record of values that a record of types holds. */
export type OfFields<F> = { readonly [K in keyof F]: Of<F[K]> }

const primitive = <T>(name: Primitive, codec: Codec<T>, zero: T): Type<T> => ({
  codec,
  shape: { kind: 'primitive', name },
  zero,
})

const packedPrimitive = <T>(name: Primitive, packed: Packed<T>, zero: T): Type<T> => ({
  ...primitive(name, packedCodec(packed), zero),
  packed,
})

export const bool = packedPrimitive('bool', packedBool, false)
export const str = primitive('str', strCodec, '')
export const u8 = packedPrimitive('u8', packedU8, 0)
export const u16 = packedPrimitive('u16', packedU16, 0)
export const u32 = packedPrimitive('u32', packedU32, 0)
export const u64 = packedPrimitive('u64', packedU64, 0n)
export const u128 = packedPrimitive('u128', packedU128, 0n)
export const i16 = primitive('i16', i16Codec, 0)
export const i32 = primitive('i32', i32Codec, 0)
export const i64 = primitive('i64', i64Codec, 0n)
export const i128 = packedPrimitive('i128', packedI128, 0n)

/** Additional members of a type that can be packed. */
const packing = <T>(packed: Packed<T> | undefined): { readonly packed?: Packed<T> } =>
  packed === undefined ? {} : { packed }

/** The compact form of an unsigned integer; the value has the type of the plain one. */
export function compact<T extends number | bigint>(of: Type<T>): Type<T> {
  const codec = typeof of.zero === 'bigint' ? compactBn : compactNumber
  return { codec: codec as unknown as Codec<T>, shape: { kind: 'compact', of }, zero: of.zero }
}

export function vec<T>(of: Type<T>): Type<T[]> {
  const codec = of.packed && of.packed.size > 0 ? packedVector(of.packed) : vectorOf(of.codec)
  return { codec, shape: { kind: 'sequence', of }, zero: [] }
}

export function array<T>(of: Type<T>, length: number): Type<T[]> {
  return {
    codec: Vector(of.codec, length),
    shape: { kind: 'array', of, length },
    zero: Array.from({ length }, () => of.zero),
  }
}

export function tuple<T extends readonly AnyType[]>(...of: T): Type<{ -readonly [K in keyof T]: Of<T[K]> }> {
  type Value = { -readonly [K in keyof T]: Of<T[K]> }
  const parts = allPacked(of)
  const packed = parts && packedTuple<Value>(parts)
  const codecs = of.map((type) => type.codec)
  return {
    codec: packed ? packedCodec(packed) : (Tuple(...codecs) as unknown as Codec<Value>),
    shape: { kind: 'tuple', of },
    zero: of.map((type) => type.zero) as Value,
    ...packing(packed),
  }
}

/** `undefined` is None. */
export function option<T>(of: Type<T>): Type<T | undefined> {
  return {
    codec: Option(of.codec),
    shape: {
      kind: 'variant',
      path: 'Option',
      params: [{ name: 'T', type: of }],
      variants: [
        { name: 'None', index: 0, fields: [] },
        { name: 'Some', index: 1, fields: [{ type: of }] },
      ],
    },
    zero: undefined,
  }
}

/** `Vec<u8>`: variable bytes. */
export const bytes: Type<Uint8Array> = {
  codec: byteVector,
  shape: { kind: 'sequence', of: u8 },
  zero: new Uint8Array(),
}

/** `[u8; n]` as a lower-case 0x-hex string, which sorts in byte order. */
export function fixedBytes(length: number): Type<string> {
  const packed = packedHex(length)
  return {
    codec: packedCodec(packed),
    shape: { kind: 'array', of: u8, length },
    zero: `0x${'00'.repeat(length)}`,
    packed,
  }
}

/** A composite with named fields. `path` is the Rust path that clients look types up by. */
export function struct<F extends Record<string, AnyType>>(
  path: string,
  fields: F,
  params: readonly TypeParam[] = [],
): Type<OfFields<F>> {
  const codecs = Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, type.codec]))
  const parts = allPacked(Object.values(fields))
  const packed = parts && packedStruct<OfFields<F>>(Object.keys(fields), parts)
  return {
    codec: packed ? packedCodec(packed) : (Struct(codecs as never) as unknown as Codec<OfFields<F>>),
    ...packing(packed),
    shape: {
      kind: 'composite',
      path,
      params,
      fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
    },
    // On demand: a field may be of a type that is bound later.
    get zero() {
      return Object.fromEntries(
        Object.entries(fields).map(([name, type]) => [name, type.zero]),
      ) as OfFields<F>
    },
  }
}

/** A composite with one unnamed field: another name for the same bytes and the same value. */
export function newtype<T>(path: string, of: Type<T>, params: readonly TypeParam[] = []): Type<T> {
  return {
    codec: of.codec,
    shape: { kind: 'composite', path, params, fields: [{ type: of }] },
    zero: of.zero,
    ...packing(of.packed),
  }
}

/** A bounded collection: `BoundedVec<T, N>` and its kin, in bytes the collection itself. */
export function bounded<T>(of: Type<T>, path = 'bounded_collections::bounded_vec::BoundedVec'): Type<T> {
  const item = of.shape.kind === 'sequence' ? of.shape.of : of
  return newtype(path, of, [{ name: 'T', type: item }, { name: 'S' }])
}

/** The payload of one case: nothing, one unnamed type, several unnamed types or named fields. */
export type Payload = null | AnyType | readonly AnyType[] | Record<string, AnyType>

type OfPayload<P> = P extends null
  ? undefined
  : P extends AnyType
    ? Of<P>
    : P extends readonly AnyType[]
      ? { -readonly [K in keyof P]: Of<P[K]> }
      : { readonly [K in keyof P]: Of<P[K]> }

/** A value of an enum: `{ type: 'Case', value }`. */
export type CaseOf<C> = {
  [K in keyof C & string]: OfPayload<C[K]> extends undefined
    ? { readonly type: K; readonly value?: undefined }
    : { readonly type: K; readonly value: OfPayload<C[K]> }
}[keyof C & string]

/** An enum with a payload per case, numbered in order unless `indices` is given. */
export function variant<C extends Record<string, Payload>>(
  path: string,
  cases: C,
  options: {
    readonly indices?: readonly number[]
    readonly params?: readonly TypeParam[]
    readonly docs?: readonly (readonly string[])[]
  } = {},
): Type<CaseOf<C>> {
  const variants = Object.entries(cases).map(([name, payload], position) => ({
    name,
    index: options.indices?.[position] ?? position,
    fields: payloadFields(payload),
    docs: options.docs?.[position] ?? [],
  }))
  const tagged = Object.entries(cases).map(([name, payload], position) => {
    const { codec, packed } = payloadType(payload)
    return [name, { index: variants[position]!.index, codec, packed }] as const
  })
  const first = Object.entries(cases)[0]
  return {
    codec: taggedCodec<CaseOf<C>>(Object.fromEntries(tagged)),
    shape: { kind: 'variant', path, params: options.params ?? [], variants },
    get zero() {
      return (first && { type: first[0], value: payloadType(first[1]).zero }) as CaseOf<C>
    },
  }
}

/** An enum without payloads; its value is the name of the case. */
export function choice<const N extends string>(path: string, names: readonly N[]): Type<N> {
  const cases: Record<string, null> = Object.fromEntries(names.map((name) => [name, null]))
  const inner = variant(path, cases)
  const [first] = names
  return {
    codec: mapCodec(
      inner.codec,
      (name: N) => ({ type: name }),
      ({ type }) => type as N,
    ),
    shape: inner.shape,
    zero: first as N,
  }
}

/** A type that is only known once the whole schema is: the outer call, event and error enums. */
export interface DeferredType<T> extends Type<T> {
  bind(type: Type<T>): void
}

export function deferred<T>(path: string): DeferredType<T> {
  let bound: Type<T> | undefined
  const resolve = () => {
    if (!bound) throw new Error(`${path} is used before the schema is complete`)
    return bound
  }
  return {
    codec: Self(() => resolve().codec),
    shape: { kind: 'deferred', path, resolve },
    get zero() {
      return resolve().zero
    },
    bind(type) {
      bound = type
    },
  }
}

/** No bytes at all: the unit type. */
export const unit: Type<undefined> = {
  codec: mapCodec(
    Tuple(),
    () => [] as [],
    () => undefined,
  ),
  shape: { kind: 'tuple', of: [] },
  zero: undefined,
}

/** The same bytes read as another value. */
export function mapCodec<A, B>(inner: Codec<A>, write: (value: B) => A, read: (value: A) => B): Codec<B> {
  const enc = (value: B) => inner.enc(write(value))
  const dec: Codec<B>['dec'] = (input) => read(inner.dec(input))
  return Object.assign([enc, dec] as [typeof enc, typeof dec], { enc, dec }) as unknown as Codec<B>
}

/** The fields of a payload as metadata lists them. */
export function payloadFields(payload: Payload): FieldShape[] {
  if (payload === null) return []
  if (isType(payload)) return [{ type: payload }]
  if (Array.isArray(payload)) return payload.map((type) => ({ type }))
  return Object.entries(payload as Record<string, AnyType>).map(([name, type]) => ({ name, type }))
}

function payloadType(payload: Payload): AnyType {
  if (payload === null) return unit
  if (isType(payload)) return payload
  if (Array.isArray(payload)) return tuple(...payload)
  return struct('', payload as Record<string, AnyType>)
}

function isType(payload: NonNullable<Payload>): payload is AnyType {
  return 'codec' in payload && 'shape' in payload
}
