import { type Codec, compactNumber, createCodec, createDecoder } from '@polkadot-api/substrate-bindings'
import { concatBytes } from './bytes.js'

/**
 * A type whose values all take the same number of bytes, so that lists and records of it are written into one
 * buffer and read in place. The library's codecs make a buffer for every field: for a row of weights or bonds
 * that is most of the time of an epoch.
 */
export interface Packed<T> {
  /** Bytes of every value. */
  readonly size: number
  write(view: DataView, at: number, value: T): void
  read(view: DataView, at: number): T
}

// biome-ignore lint/suspicious/noExplicitAny: a packed type both reads and writes, so `unknown` fits none.
export type AnyPacked = Packed<any>

type Cursor = Uint8Array & { i: number; readonly v: DataView }

/** Advances by `size` bytes and returns their offset. */
function advance(cursor: Cursor, size: number): number {
  const at = cursor.i
  if (at + size > cursor.byteLength) throw new RangeError('the input ends early')
  cursor.i = at + size
  return at
}

// Small arrays are cheap until their buffer is accessed, so one buffer serves them all.
const scratch = new Uint8Array(256)
const scratchView = new DataView(scratch.buffer)

/** The bytes of a value. */
export function writePacked<T>({ size, write }: Packed<T>, value: T): Uint8Array {
  if (size > scratch.length) {
    const bytes = new Uint8Array(size)
    write(new DataView(bytes.buffer), 0, value)
    return bytes
  }
  write(scratchView, 0, value)
  return scratch.slice(0, size)
}

/** The value at the front of the bytes. */
export function readPacked<T>({ size, read }: Packed<T>, bytes: Uint8Array): T {
  if (bytes.length < size) throw new RangeError('the input ends early')
  if (size > scratch.length) {
    return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
  }
  // Most are numbers, which a loop copies faster than a call out of JavaScript.
  for (let at = 0; at < size; at++) scratch[at] = bytes[at] as number
  return read(scratchView, 0)
}

export function packedCodec<T>(packed: Packed<T>): Codec<T> {
  return createCodec(
    (value) => writePacked(packed, value),
    createDecoder((input) => packed.read((input as Cursor).v, advance(input as Cursor, packed.size))),
  )
}

/** `Vec<T>`. */
export function packedVector<T>({ size, write, read }: Packed<T>): Codec<T[]> {
  return createCodec(
    (list) => {
      const items = new Uint8Array(list.length * size)
      const view = new DataView(items.buffer)
      let at = 0
      for (const item of list) {
        write(view, at, item)
        at += size
      }
      return concatBytes(compactNumber.enc(list.length), items)
    },
    createDecoder((input) => {
      const length = compactNumber.dec(input)
      const start = advance(input as Cursor, length * size)
      const list: T[] = []
      for (let position = 0; position < length; position++) {
        list.push(read((input as Cursor).v, start + position * size))
      }
      return list
    }),
  )
}

export const packedU8: Packed<number> = {
  size: 1,
  write: (view, at, value) => view.setUint8(at, value),
  read: (view, at) => view.getUint8(at),
}
export const packedBool: Packed<boolean> = {
  size: 1,
  write: (view, at, value) => view.setUint8(at, value ? 1 : 0),
  read: (view, at) => view.getUint8(at) !== 0,
}
export const packedU16: Packed<number> = {
  size: 2,
  write: (view, at, value) => view.setUint16(at, value, true),
  read: (view, at) => view.getUint16(at, true),
}
export const packedU32: Packed<number> = {
  size: 4,
  write: (view, at, value) => view.setUint32(at, value, true),
  read: (view, at) => view.getUint32(at, true),
}
export const packedU64: Packed<bigint> = {
  size: 8,
  write(view, at, value) {
    // Most of them are money: one that does not fit must not become another one.
    if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${value} is no u64`)
    view.setBigUint64(at, value, true)
  },
  read: (view, at) => view.getBigUint64(at, true),
}
export const packedU128: Packed<bigint> = {
  size: 16,
  write: writeWide,
  read: (view, at) => (view.getBigUint64(at + 8, true) << 64n) | view.getBigUint64(at, true),
}
export const packedI128: Packed<bigint> = {
  size: 16,
  write: writeWide,
  read: (view, at) => (view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true),
}

function writeWide(view: DataView, at: number, value: bigint): void {
  view.setBigUint64(at, value, true)
  view.setBigUint64(at + 8, value >> 64n, true)
}

/** `[u8; length]` as lower-case 0x-hex. */
export function packedHex(length: number): Packed<string> {
  const bytesAt = (view: DataView, at: number) => Buffer.from(view.buffer, view.byteOffset + at, length)
  return {
    size: length,
    write(view, at, hex) {
      const fits = hex.length === 2 + 2 * length && hex.startsWith('0x')
      if (!fits || bytesAt(view, at).write(hex.slice(2), 'hex') !== length) {
        throw new RangeError(`expected 0x-hex of ${length} bytes, got ${hex.slice(0, 80)}`)
      }
    },
    read: (view, at) => `0x${bytesAt(view, at).toString('hex')}`,
  }
}

/** All parts as packed types, undefined when one of them is not. */
export function allPacked(parts: readonly { readonly packed?: AnyPacked }[]): AnyPacked[] | undefined {
  const packed = parts.map((part) => part.packed)
  return packed.length > 0 && packed.every((part) => part !== undefined) ? packed : undefined
}

/** Values one behind the other, as a list. */
export function packedTuple<T extends readonly unknown[]>(parts: readonly AnyPacked[]): Packed<T> {
  const [first, second] = parts
  if (first && second && parts.length === 2) return packedPair(first, second) as unknown as Packed<T>
  const offsets = offsetsOf(parts)
  return {
    size: sizeOf(parts),
    write(view, at, values) {
      for (const [position, part] of parts.entries())
        part.write(view, at + offsets[position]!, values[position])
    },
    read: (view, at) =>
      parts.map((part, position) => part.read(view, at + offsets[position]!)) as unknown as T,
  }
}

/** Element type of weights and bonds. */
const packedPair = <A, B>(first: Packed<A>, second: Packed<B>): Packed<[A, B]> => ({
  size: first.size + second.size,
  write(view, at, pair) {
    first.write(view, at, pair[0])
    second.write(view, at + first.size, pair[1])
  },
  read: (view, at) => [first.read(view, at), second.read(view, at + first.size)],
})

/** Values one behind the other, by name. */
export function packedStruct<T>(names: readonly string[], parts: readonly AnyPacked[]): Packed<T> {
  const offsets = offsetsOf(parts)
  const fields = names.map((name, position) => ({ name, part: parts[position]!, offset: offsets[position]! }))
  return {
    size: sizeOf(parts),
    write(view, at, record) {
      for (const { name, part, offset } of fields) {
        part.write(view, at + offset, (record as Record<string, unknown>)[name])
      }
    },
    read(view, at) {
      const record: Record<string, unknown> = {}
      for (const { name, part, offset } of fields) record[name] = part.read(view, at + offset)
      return record as T
    },
  }
}

const sizeOf = (parts: readonly AnyPacked[]): number => parts.reduce((size, part) => size + part.size, 0)

const offsetsOf = (parts: readonly AnyPacked[]): number[] =>
  parts.map((_, position) => sizeOf(parts.slice(0, position)))
