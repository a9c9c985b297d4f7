import {
  type Codec,
  compactNumber,
  createCodec,
  createDecoder,
  Vector,
} from '@polkadot-api/substrate-bindings'
import { concatBytes, toHex } from './bytes.js'

// The library's own codecs for bytes take what is there when the input ends early, and its vectors believe any
// length. From strangers neither will do: a few bytes could claim a billion items.

type Cursor = Uint8Array & { i: number }

function take(input: Uint8Array, length: number): Uint8Array {
  const cursor = input as Cursor
  const end = cursor.i + length
  if (end > cursor.byteLength) throw new RangeError('the input ends early')
  const part = new Uint8Array(cursor.buffer, cursor.i, length)
  cursor.i = end
  return part
}

/** `[u8; length]` as lower-case 0x-hex. */
export function hexOf(length: number): Codec<string> {
  return createCodec(
    (hex) => {
      const bytes = new Uint8Array(Buffer.from(hex.slice(2), 'hex'))
      if (!hex.startsWith('0x') || hex.length !== 2 + 2 * length || bytes.length !== length) {
        throw new RangeError(`expected 0x-hex of ${length} bytes, got ${hex.slice(0, 80)}`)
      }
      return bytes
    },
    createDecoder((input) => toHex(take(input, length))),
  )
}

/** `Vec<u8>`. */
export const byteVector: Codec<Uint8Array> = createCodec(
  (bytes) => concatBytes(compactNumber.enc(bytes.length), bytes),
  createDecoder((input) => take(input, compactNumber.dec(input)).slice()),
)

/** `Vec<T>`. Every item takes at least a byte, so no length can exceed what is left. */
export function vectorOf<T>(inner: Codec<T>): Codec<T[]> {
  const whole = Vector(inner)
  return createCodec(
    whole.enc,
    createDecoder((input) => {
      const cursor = input as Cursor
      const start = cursor.i
      const length = compactNumber.dec(cursor)
      if (length > cursor.byteLength - cursor.i) throw new RangeError('the input ends early')
      cursor.i = start
      return whole.dec(cursor)
    }),
  )
}
