import { compactNumber } from '@polkadot-api/substrate-bindings'

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Bytes in the order of SCALE, from those of this machine's numbers or the other way around. */
const swapped = (bytes: Uint8Array): Uint8Array =>
  isLittleEndian ? bytes : new Uint8Array(Buffer.from(bytes).swap16())

/** Length at the front of a list, and the bytes that it takes: as the library reads it, which makes objects for it. */
function readLength(encoded: Uint8Array): readonly [length: number, bytes: number] {
  const [first = 0, second = 0] = encoded
  if (encoded.length > 0 && (first & 3) === 0) return [first >> 2, 1]
  if (encoded.length > 1 && (first & 3) === 1) return [(first | (second << 8)) >> 2, 2]
  const length = compactNumber.dec(encoded)
  return [length, compactNumber.enc(length).length]
}

function lengthBytes(length: number): Uint8Array {
  if (length < 64) return Uint8Array.of(length << 2)
  if (length < 16_384) return Uint8Array.of(((length << 2) | 1) & 0xff, length >> 6)
  return compactNumber.enc(length)
}

/** Reads `Vec<[u16; width]>`, or a list of tuples of as many, as one list of numbers. */
export function readU16s(encoded: Uint8Array, width: number): Uint16Array {
  const [length, start] = readLength(encoded)
  const end = start + length * width * 2
  if (end > encoded.length) throw new RangeError('the input ends early')
  // A copy, since the numbers may begin at an odd byte.
  return new Uint16Array(new Uint8Array(swapped(encoded.subarray(start, end))).buffer)
}

/** Writes what {@link readU16s} reads. */
export function writeU16s(numbers: Uint16Array, width: number): Uint8Array {
  const length = lengthBytes(numbers.length / width)
  const encoded = new Uint8Array(length.length + numbers.byteLength)
  encoded.set(length)
  encoded.set(swapped(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)), length.length)
  return encoded
}
