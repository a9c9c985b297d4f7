/** Bytes of an answer and how far they are read. */
export interface ScaleInput {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
}

/** Reads one value and moves on. */
export type ScaleReader = (input: ScaleInput) => unknown

/** A compact number of a type with so many bits. */
export function compactReader(width: number): ScaleReader {
  return width > 32 ? (input) => BigInt(readCompact(input)) : (input) => Number(readCompact(input))
}

/** A primitive type by its name in the metadata. */
export function primitiveReader(name: string): ScaleReader {
  if (name === 'Bool') {
    return (input) => {
      const byte = take(input, 1)[0]
      if (byte !== 0 && byte !== 1) throw new RangeError(`a bool cannot be ${byte}`)
      return byte === 1
    }
  }
  if (name === 'Str') return (input) => utf8.decode(take(input, Number(readCompact(input))))
  const bits = Number(name.slice(1))
  if (!(bits >= 8)) throw new RangeError(`a ${name} cannot be read`)
  const signed = name.startsWith('I')
  return (input) => {
    const value = littleEndian(take(input, bits / 8))
    const number = signed ? BigInt.asIntN(bits, value) : value
    return bits > 32 ? number : Number(number)
  }
}

const utf8 = new TextDecoder()

/** A compact number: the two lowest bits of the first byte encode its size. */
export function readCompact(input: ScaleInput): number | bigint {
  const { view, at } = input
  const first = view.getUint8(at)
  const mode = first & 3
  if (mode === 3) {
    input.at += 1
    return littleEndian(take(input, (first >> 2) + 4))
  }
  input.at += 1 << mode
  if (mode === 0) return first >> 2
  return mode === 1 ? view.getUint16(at, true) >> 2 : view.getUint32(at, true) >>> 2
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  let at = bytes.length
  for (; at % 4 !== 0; at--) value = (value << 8n) | BigInt(bytes[at - 1] ?? 0)
  for (; at > 0; at -= 4) {
    const word =
      ((bytes[at - 1] ?? 0) * 0x1000000 +
        (((bytes[at - 2] ?? 0) << 16) | ((bytes[at - 3] ?? 0) << 8) | (bytes[at - 4] ?? 0))) >>>
      0
    value = (value << 32n) | BigInt(word)
  }
  return value
}

/** The next bytes. Throws RangeError when there are fewer. */
export function take(input: ScaleInput, length: number): Uint8Array {
  const end = input.at + length
  if (end > input.bytes.length) throw new RangeError(`${end - input.bytes.length} bytes are missing`)
  const part = input.bytes.subarray(input.at, end)
  input.at = end
  return part
}
