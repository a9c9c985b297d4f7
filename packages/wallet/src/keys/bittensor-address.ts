import { createHash } from 'node:crypto'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** Prefix of Bittensor, one byte; then 32 of public key and 2 of checksum. */
const prefix = 42
const bytes = 35
const checksumBytes = 2

/**
 * Returns true if a text is an SS58 address of Bittensor. Agrees with `isAddress` without loading cryptography, for
 * code that only reads a definition.
 */
export function isBittensorAddress(text: string): boolean {
  // A leading 1 encodes a zero byte, which no address begins with.
  if (!/^[2-9A-HJ-NP-Za-km-z][1-9A-HJ-NP-Za-km-z]{46,47}$/.test(text)) return false
  let value = 0n
  for (const character of text) value = value * 58n + BigInt(alphabet.indexOf(character))
  const hex = value.toString(16).padStart(bytes * 2, '0')
  if (hex.length !== bytes * 2) return false
  const data = Buffer.from(hex, 'hex')
  const end = bytes - checksumBytes
  const hash = createHash('blake2b512').update('SS58PRE').update(data.subarray(0, end)).digest()
  return data[0] === prefix && hash.subarray(0, checksumBytes).equals(data.subarray(end))
}
