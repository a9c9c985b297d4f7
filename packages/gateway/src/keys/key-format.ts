import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A key as its owner holds it: `sn_live_`, its id, `_`, the secret and a checksum. */
export interface NewKey {
  readonly id: string
  readonly key: string
  /** SHA-256 of the secret part, in hex: all that is stored. */
  readonly hash: string
}

const prefix = 'sn_live_'
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const form = /^sn_live_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/

/** Makes a key of 32 random bytes. */
export function createKey(): NewKey {
  const id = randomText(12)
  const secret = randomText(43)
  return { id, key: `${prefix}${id}_${secret}${checksum(id, secret)}`, hash: hashOf(secret) }
}

/** The parts of a key, or null for a text that cannot be one: mistyped keys cost no look-up. */
export function parseKey(text: string): { readonly id: string; readonly hash: string } | null {
  const [, id, secret, sum] = form.exec(text) ?? []
  if (id === undefined || secret === undefined || sum !== checksum(id, secret)) return null
  return { id, hash: hashOf(secret) }
}

/** Compares two hashes in a time that does not depend on them. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]
  return left.length === right.length && timingSafeEqual(left, right)
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** Each character has the same chance: bytes beyond the last whole multiple of 62 are drawn again. */
function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length))
      if (byte < 248 && text.length < length) text += alphabet[byte % 62]
  }
  return text
}

/** Six characters, by which scanners know a key from a text that looks like one. */
function checksum(id: string, secret: string): string {
  let rest = createHash('sha256').update(`${id}_${secret}`).digest().readUInt32BE(0)
  let text = ''
  for (let at = 0; at < 6; at++) {
    text = alphabet[rest % 62]! + text
    rest = Math.floor(rest / 62)
  }
  return text
}
