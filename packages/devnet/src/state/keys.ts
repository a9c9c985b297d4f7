import { decode } from '../codec/bytes.js'
import { blake2b128, twox64, twox128 } from '../codec/hash.js'
import type { AnyKeyPart, HasherName } from '../schema/pallet.js'

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** First 32 bytes of every key of an item, as hex without 0x. */
export function itemPrefix(pallet: string, item: string): string {
  return hex(twox128(Buffer.from(pallet))) + hex(twox128(Buffer.from(item)))
}

/** Hashes of this many keys are kept: accounts come again and again. */
const REMEMBERED = 20_000
const remembered = new Map<string, string>()

const hashers: Record<HasherName, { readonly hashHex: number; apply(encoded: Uint8Array): string }> = {
  Identity: { hashHex: 0, apply: hex },
  Blake2128Concat: {
    hashHex: 32,
    apply(encoded) {
      const plain = hex(encoded)
      const known = remembered.get(plain)
      if (known !== undefined) return known
      const key = hex(blake2b128(encoded)) + plain
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(plain, key)
      return key
    },
  },
  Twox64Concat: { hashHex: 16, apply: (encoded) => hex(twox64(encoded)) + hex(encoded) },
}

/** The part of a storage key that one map key makes. */
export function keySegment(part: AnyKeyPart, key: unknown): string {
  return hashers[part.hasher].apply(part.type.codec.enc(key))
}

/** Reads the map keys back from what follows an item's prefix. */
export function readKeys(parts: readonly AnyKeyPart[], segments: string): unknown[] {
  let rest = segments
  return parts.map((part) => {
    rest = rest.slice(hashers[part.hasher].hashHex)
    const key: unknown = decode(part.type.codec, new Uint8Array(Buffer.from(rest, 'hex')))
    rest = rest.slice(part.type.codec.enc(key).length * 2)
    return key
  })
}
