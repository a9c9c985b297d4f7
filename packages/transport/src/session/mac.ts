import { createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA256 of a text, 64 lower-case hex digits. */
export function macOf(key: Uint8Array, payload: string): string {
  return createHmac('sha256', key).update(payload, 'utf8').digest('hex')
}

/** Compares in constant time; a MAC of another length or in other digits never matches. */
export function macMatches(key: Uint8Array, payload: string, given: string): boolean {
  const [expected, actual] = [Buffer.from(macOf(key, payload)), Buffer.from(given)]
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
