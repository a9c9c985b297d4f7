import { createHash } from 'node:crypto'
import { ensureInput } from '../errors.js'

/** Inputs of {@link sampleLeaves}. */
export interface SampleOptions {
  /** Public randomness that nobody knew before, such as the hash of a block, and whom the audit concerns: hotkey, object, validator. */
  readonly seed: readonly (string | Uint8Array)[]
  /** Leaves of the object. */
  readonly leaves: number
  /** Leaves that are asked for. */
  readonly count: number
}

const domain = 'subnetkit/possession/leaves/1'

/**
 * Returns distinct leaf indices, all equally likely, in rising order: the same for the same inputs, so that miner,
 * validator and auditor draw the same. All leaves of an object that has fewer. `k` leaves of `n` find a lost share `f`
 * with a probability of at least 1 - (1 - f)^k.
 * Throws POSSESSION_INPUT_INVALID for numbers that are no positive integers.
 */
export function sampleLeaves({ seed, leaves, count }: SampleOptions): number[] {
  for (const [place, value] of [
    ['leaves', leaves],
    ['count', count],
  ] as const) {
    ensureInput(
      Number.isSafeInteger(value) && value >= 1 && value <= 2 ** 40,
      `sampleLeaves ${place}`,
      `it is ${value}`,
      'a positive integer',
    )
  }
  if (count >= leaves) return Array.from({ length: leaves }, (_, index) => index)
  const drawn = new Set<number>()
  const next = numbersFrom(seed)
  // Rejects the tail that would favour small indices.
  const limit = 2 ** 48 - (2 ** 48 % leaves)
  while (drawn.size < count) {
    const number = next()
    if (number < limit) drawn.add(number % leaves)
  }
  return [...drawn].sort((one, other) => one - other)
}

/** Integers of 48 bits from SHA-256(domain, length and bytes of each part, counter). */
function numbersFrom(seed: SampleOptions['seed']): () => number {
  const base = createHash('sha256').update(domain)
  for (const part of seed) {
    const bytes = Buffer.from(part as string)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    base.update(length).update(bytes)
  }
  const counter = Buffer.alloc(8)
  let round = 0n
  let digest = Buffer.alloc(0)
  return () => {
    if (digest.length < 6) {
      counter.writeBigUInt64BE(round)
      round += 1n
      digest = base.copy().update(counter).digest()
    }
    const number = digest.readUIntBE(0, 6)
    digest = digest.subarray(6)
    return number
  }
}
