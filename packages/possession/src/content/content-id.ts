import { createHash } from 'node:crypto'
import { ensureInput } from '../errors.js'
import type { ByteSource } from '../merkle/chunks.js'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
/** CIDv1, raw bytes, SHA-256 of 32 bytes. */
const prefix = [0x01, 0x55, 0x12, 0x20]

/**
 * Returns the content id of a SHA-256: CIDv1, raw, base32, as `ipfs add --cid-version=1 --raw-leaves` names a file of one block.
 * Throws POSSESSION_INPUT_INVALID for anything but 32 bytes.
 */
export function contentId(sha256: Uint8Array): string {
  ensureInput(sha256.length === 32, 'contentId', `${sha256.length} bytes`, 'the 32 bytes of a SHA-256')
  let [text, bits, value] = ['b', 0, 0]
  for (const byte of [...prefix, ...sha256]) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(value >> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet[(value << (5 - bits)) & 31]
}

/** Returns the SHA-256 in a content id of that form; null for any other text. */
export function parseContentId(text: string): Uint8Array | null {
  if (!/^b[a-z2-7]{58}$/.test(text)) return null
  const bytes: number[] = []
  let [bits, value] = [0, 0]
  for (const letter of text.slice(1)) {
    value = (value << 5) | alphabet.indexOf(letter)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >> bits) & 255)
      value &= (1 << bits) - 1
    }
  }
  const isOurs = value === 0 && prefix.every((byte, at) => bytes[at] === byte)
  return isOurs ? Uint8Array.from(bytes.slice(prefix.length)) : null
}

/** Returns the content id of some bytes. */
export async function contentIdOf(source: ByteSource): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source) hash.update(chunk)
  return contentId(hash.digest())
}
