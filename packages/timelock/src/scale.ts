import { concatBytes } from '@noble/hashes/utils.js'

/** The few SCALE types that commits are made of: vectors of bytes or u16, and u64. */

export function encodeU16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8)
}

export function encodeU64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

export function encodeBytes(bytes: Uint8Array): Uint8Array {
  return concatBytes(encodeLength(bytes.length), bytes)
}

export function encodeU16s(values: readonly number[]): Uint8Array {
  return concatBytes(encodeLength(values.length), ...values.map(encodeU16))
}

function encodeLength(length: number): Uint8Array {
  if (length < 2 ** 6) return Uint8Array.of(length << 2)
  if (length < 2 ** 14) return encodeU16((length << 2) | 1)
  if (length >= 2 ** 30) throw new RangeError('longer than any commit can be')
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length * 4 + 2, true)
  return bytes
}

/** Reads from the front; throws a RangeError where the bytes end too soon or a length is not the shortest. */
export interface ScaleReader {
  /** Bytes not read yet. */
  readonly left: number
  u64(): bigint
  bytes(): Uint8Array
  u16s(): number[]
}

export function createReader(bytes: Uint8Array): ScaleReader {
  let offset = 0
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - offset) throw new RangeError('the bytes end too soon')
    offset += length
    return bytes.slice(offset - length, offset)
  }
  const takeLength = (): number => {
    const first = take(1)[0] ?? 0
    const mode = first & 3
    if (mode === 0) return first >> 2
    if (mode === 3) throw new RangeError('a length beyond any commit')
    const rest = take(mode === 1 ? 1 : 3)
    // Multiplication: the shift operators would make large lengths negative.
    const length = rest.reduce((sum, byte, position) => sum + byte * 2 ** (8 * position + 6), first >> 2)
    if (length < (mode === 1 ? 2 ** 6 : 2 ** 14)) throw new RangeError('a length that is not the shortest')
    return length
  }
  return {
    get left() {
      return bytes.length - offset
    },
    u64: () => {
      // A Buffer's slice is a window on a larger buffer.
      const { buffer, byteOffset } = take(8)
      return new DataView(buffer, byteOffset).getBigUint64(0, true)
    },
    bytes: () => take(takeLength()),
    u16s: () => {
      const length = takeLength()
      const raw = take(length * 2)
      return Array.from({ length }, (_, index) => (raw[index * 2] ?? 0) | ((raw[index * 2 + 1] ?? 0) << 8))
    },
  }
}
