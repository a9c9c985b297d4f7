import { createHash } from 'node:crypto'
import { createRandom, type Random } from '@subnetkit/core'

/** 32 bytes that follow from a seed and a use. */
export function keyOf(seed: number, ...use: readonly (string | number)[]): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify([seed, ...use]))
    .digest()
}

/** Random numbers that follow from a seed and a use. */
export const randomOf = (seed: number, ...use: readonly (string | number)[]): Random =>
  createRandom(keyOf(seed, ...use))
