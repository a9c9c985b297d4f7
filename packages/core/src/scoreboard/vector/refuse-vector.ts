import type { SubnetError } from '@subnetkit/base'
// Not the whole entry: a miner imports core, and never needs a chain client.
import { chainError } from '@subnetkit/chain/errors'

/** Error of everything in this folder: WEIGHTS_VECTOR_INVALID, with a description of the problem. */
export function vectorError(detail: string): SubnetError<'WEIGHTS_VECTOR_INVALID'> {
  return chainError('WEIGHTS_VECTOR_INVALID', { detail })
}

/**
 * Throws WEIGHTS_VECTOR_INVALID unless there are as many uids as weights, every uid is a u16 and every weight is a
 * finite number of at least 0.
 */
export function checkVector(uids: readonly number[], weights: ArrayLike<number>): void {
  if (uids.length !== weights.length) {
    throw vectorError(`lengths differ: ${uids.length} uids for ${weights.length} weights`)
  }
  for (const [index, uid] of uids.entries()) {
    const weight = weights[index]!
    if (uid < 0) throw vectorError(`negative uid ${uid}`)
    if (!Number.isInteger(uid) || uid > 65_535) throw vectorError(`uid ${uid} is not an integer up to 65535`)
    if (!Number.isFinite(weight)) throw vectorError(`weight ${weight} of uid ${uid} is not a finite number`)
    if (weight < 0) throw vectorError(`negative weight ${weight} of uid ${uid}`)
  }
}

/** Throws WEIGHTS_VECTOR_INVALID when a uid occurs twice: the chain refuses such a vector as a whole. */
export function checkUnique(uids: readonly number[]): void {
  const seen = new Set<number>()
  for (const uid of uids) {
    if (seen.has(uid)) throw vectorError(`duplicate uid ${uid}`)
    seen.add(uid)
  }
}
