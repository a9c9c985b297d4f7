import { createRequire } from 'node:module'
import type { ristretto255 } from '@noble/curves/ed25519.js'

/** Remembered keys: more than any subnet has hotkeys, some 500 kB. */
const defaultCapacity = 4_096

const known = new Map<string, true>()
let Point: typeof ristretto255.Point | undefined

/**
 * Returns true if the 32 bytes encode a point of ristretto255. Decoding takes as long as half a verification, so the
 * last few thousand keys are remembered. Others are not: they would drive those of honest callers out.
 */
export function decodesToPoint(publicKey: Uint8Array, capacity = defaultCapacity): boolean {
  const key = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1')
  const decodes = known.delete(key) || decodes255(publicKey)
  if (!decodes) return false
  known.set(key, true) // now the most recently used
  while (known.size > capacity) known.delete(known.keys().next().value as string)
  return true
}

/** Number of keys that are remembered. */
export const knownKeys = (): number => known.size

function decodes255(publicKey: Uint8Array): boolean {
  Point ??= loadPoint()
  try {
    Point.fromBytes(publicKey)
    return true
  } catch {
    return false
  }
}

/** Loaded on first use: a command that neither signs nor verifies does not pay for it. */
function loadPoint(): typeof ristretto255.Point {
  const noble = createRequire(import.meta.url)('@noble/curves/ed25519.js') as {
    readonly ristretto255: typeof ristretto255
  }
  return noble.ristretto255.Point
}
