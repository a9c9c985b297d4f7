import { clipShares } from './clip-to-max-weight.js'
import { quantileOfFloat32 } from './quantile.js'
import { vectorError } from './refuse-vector.js'

/** Limits from the chain and the metagraph that v10 processes weights with. */
export interface ProcessWeightsLimits {
  /** Neurons of the subnet. */
  readonly neurons: number
  /** MinAllowedWeights. */
  readonly minAllowed: number
  /** MaxWeightsLimit as a share, 0 to 1. */
  readonly maxWeight: number
  /** Lowest part of the weights that is left out, as u16: 65535 is all of them. @default 0 */
  readonly excludeQuantile?: number | undefined
}

/** Uids and shares; doubles where v10 creates a new array, float32 otherwise. */
export interface ProcessedWeights {
  readonly uids: readonly number[]
  readonly weights: Float32Array | Float64Array
}

/** `normalize_max_weight` of v10: shares of at most `limit`; equal ones when no weight is above 0. */
export function normalizeMaxWeight<A extends Float32Array | Float64Array>(weights: A, limit: number): A {
  const shares = clipShares(Array.from(weights), limit)
  return (weights instanceof Float32Array ? Float32Array.from(shares) : Float64Array.from(shares)) as A
}

/**
 * `process_weights_for_netuid` of the Python SDK v10, its defect included: with fewer positive weights than allowed,
 * they are placed by their position in the input and not by their uids. For parity with v10 validators; new code sets
 * {@link vectorFromShares}.
 * Throws WEIGHTS_VECTOR_INVALID for lengths that differ, and where v10 fails for a position beyond the neurons.
 */
export function processWeights(
  uids: readonly number[],
  weights: ArrayLike<number>,
  limits: ProcessWeightsLimits,
): ProcessedWeights {
  const { neurons, minAllowed, maxWeight, excludeQuantile = 0 } = limits
  if (uids.length !== weights.length) {
    throw vectorError(`lengths differ: ${uids.length} uids for ${weights.length} weights`)
  }
  const cast = Float32Array.from(weights)
  const positions = [...cast.keys()].filter((index) => cast[index]! > 0)
  const allUids = Array.from({ length: neurons }, (_, uid) => uid)

  if (positions.length === 0 || neurons < minAllowed) {
    return { uids: allUids, weights: new Float64Array(neurons).fill(1 / neurons) }
  }
  if (positions.length < minAllowed) {
    const padded = new Float64Array(neurons).fill(1e-5)
    for (const position of positions) {
      if (position >= neurons) throw vectorError(`position ${position} is beyond the ${neurons} neurons`)
      padded[position]! += cast[position]!
    }
    return { uids: allUids, weights: normalizeMaxWeight(padded, maxWeight) }
  }
  const positive = Float32Array.from(positions, (index) => cast[index]!)
  const mostExcluded = Math.max(0, positive.length - minAllowed) / positive.length
  const lowest = quantileOfFloat32(positive, Math.min(excludeQuantile / 65_535, mostExcluded))
  const kept = positions.filter((index) => cast[index]! >= lowest)
  return {
    uids: kept.map((index) => uids[index]!),
    weights: normalizeMaxWeight(
      Float32Array.from(kept, (index) => cast[index]!),
      maxWeight,
    ),
  }
}
