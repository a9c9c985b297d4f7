import { decode } from '../codec/bytes.js'
import { blake2b128, twox64, twox128 } from '../codec/hash.js'
import type { AnyKeyPart, HasherName } from '../schema/pallet.js'
import { u32, u64 } from '../schema/type.js'
import { type Cell, frozen } from './cell.js'
import type { Stamp } from './stamp.js'

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** Digits of an item's prefix. */
export const PREFIX_DIGITS = 64

/** First 32 bytes of every key of an item, as hex without 0x. */
export function itemPrefix(pallet: string, item: string): string {
  return hex(twox128(Buffer.from(pallet))) + hex(twox128(Buffer.from(item)))
}

const hashers: Record<HasherName, { readonly hashHex: number; apply(encoded: Uint8Array): string }> = {
  Identity: { hashHex: 0, apply: hex },
  Blake2128Concat: { hashHex: 32, apply: (encoded) => hex(blake2b128(encoded)) + hex(encoded) },
  Twox64Concat: { hashHex: 16, apply: (encoded) => hex(twox64(encoded)) + hex(encoded) },
}

/** This many results are kept of each kind: netuids, uids and accounts come again and again. */
const REMEMBERED = 20_000

/** A function that remembers what it made of plain values. */
function remembering<V, T>(make: (value: V) => T): (value: V) => T {
  const known = new Map<V, T>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const made = make(value)
    if (typeof value === 'object') return made
    if (known.size >= REMEMBERED) known.clear()
    known.set(value, made)
    return made
  }
}

/** Blocks, epochs and pulses of a beacon: each number is used for a while and never again. */
const isCounter = ({ type }: AnyKeyPart): boolean => type === u32 || type === u64

type Segment = (key: unknown) => string
const segments = new Map<HasherName, Map<unknown, Segment>>()

/** Creates the segments of a kind of key, shared by all items with such keys. */
function segmentOf(part: AnyKeyPart): Segment {
  const { hasher, type } = part
  const write: Segment = (key) => hashers[hasher].apply(type.codec.enc(key))
  if (isCounter(part)) return write
  const ofHasher = segments.get(hasher) ?? new Map<unknown, Segment>()
  segments.set(hasher, ofHasher)
  const segment = ofHasher.get(type) ?? remembering(write)
  ofHasher.set(type, segment)
  return segment
}

/** The part of a storage key that one map key makes. */
export const keySegment = (part: AnyKeyPart, key: unknown): string => segmentOf(part)(key)

/** A raw key, or the beginning of one, which keys of fewer map keys are. */
export interface StorageKey {
  readonly text: string
  /** Prefix of all keys of its item. */
  readonly item: string
  /** Value of the key when it was last asked for, `null` for nothing: it holds while a store shows the same stamp. */
  seen: Cell | null
  stamp: Stamp | undefined
}

/** Writes and reads the raw keys of one storage item. */
export interface KeyWriter {
  /** The raw key of these map keys; of fewer than all, the prefix that such keys have in common. */
  write(keys: readonly unknown[]): StorageKey
  /** The map keys of a raw key, frozen. */
  read(key: string): unknown[]
  /** Forgets the keys if they became many. Not in the middle of a change: a key in use would get a double. */
  trim(): void
}

/** A key, and those that go on from it, by the next map key. */
interface Written extends StorageKey {
  longer: Map<unknown, Written> | undefined
}

const written = (text: string, item: string): Written => ({
  text,
  item,
  seen: null,
  stamp: undefined,
  longer: undefined,
})

export function keyWriter(pallet: string, item: string, parts: readonly AnyKeyPart[]): KeyWriter {
  const prefix = itemPrefix(pallet, item)
  const writers = parts.map(segmentOf)
  const counters = parts.map(isCounter)
  const readAll = (key: string) => frozen(readKeys(parts, key.slice(prefix.length)))
  let known = written(prefix, prefix)
  const byText = new Map<string, Written>()
  /** The key that goes on from another one with a map key: one object for one text, however it is spelt. */
  const goOn = (from: Written, position: number, key: unknown): Written => {
    const text = from.text + (writers[position] as Segment)(key)
    if (counters[position]) return written(text, prefix)
    const next = byText.get(text) ?? written(text, prefix)
    byText.set(text, next)
    if (typeof key === 'object') return next
    from.longer ??= new Map()
    from.longer.set(key, next)
    return next
  }
  return {
    write(keys) {
      let at = known
      for (let position = 0; position < keys.length; position++) {
        const key = keys[position]
        at = at.longer?.get(key) ?? goOn(at, position, key)
      }
      return at
    },
    read: counters.includes(true) ? readAll : remembering(readAll),
    trim() {
      if (byText.size <= REMEMBERED) return
      known = written(prefix, prefix)
      byText.clear()
    },
  }
}

/** Reads the map keys back from what follows an item's prefix. */
export function readKeys(parts: readonly AnyKeyPart[], afterPrefix: string): unknown[] {
  let rest = afterPrefix
  return parts.map(({ hasher, type }) => {
    rest = rest.slice(hashers[hasher].hashHex)
    const key: unknown = decode(type.codec, new Uint8Array(Buffer.from(rest, 'hex')))
    rest = rest.slice((type.packed?.size ?? type.codec.enc(key).length) * 2)
    return key
  })
}
