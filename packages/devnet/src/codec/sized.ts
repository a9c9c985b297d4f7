import {
  type Codec,
  compactNumber,
  createCodec,
  createDecoder,
  Vector,
} from '@polkadot-api/substrate-bindings'
import { concatBytes } from './bytes.js'

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
