import { createHmac } from 'node:crypto'

/** The field that tags are in: 2^127 - 1 is prime. */
export const prime = 2n ** 127n - 1n
/** Bytes of an element. */
export const elementBytes = 16

export const mod = (value: bigint): bigint => {
  // 2^127 is 1: fold the upper bits down.
  let folded = value
  while (folded > prime) folded = (folded & prime) + (folded >> 127n)
  return folded === prime ? 0n : folded
}

/** Element from a key and the name of its use: HMAC-SHA256, so that its bias is below 2^-128. */
export function elementFrom(key: Uint8Array, use: string): bigint {
  return mod(BigInt(`0x${createHmac('sha256', key).update(use).digest('hex')}`))
}

export function writeElement(element: bigint): Uint8Array {
  return Buffer.from(element.toString(16).padStart(2 * elementBytes, '0'), 'hex')
}

/** Element of 16 bytes; null for bytes that are none, so that each has one form. */
export function readElement(bytes: Uint8Array): bigint | null {
  if (bytes.length !== elementBytes) return null
  const value = BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`)
  return value < prime ? value : null
}
