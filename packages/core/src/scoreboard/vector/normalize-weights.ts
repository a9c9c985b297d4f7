import { checkVector } from './refuse-vector.js'
import { roundHalfEven } from './round-half-even.js'

/** Uids and their values, as submitted. */
export interface WeightsByUid {
  readonly uids: readonly number[]
  /** 0 to 65535. */
  readonly values: readonly number[]
}

/** The largest value on chain. */
export const MAX_WEIGHT_VALUE = 65_535

/**
 * Returns weights as the chain stores them: relative to the largest, times 65535, rounded half to even, zeros dropped, in
 * the given order. Empty if all are 0. Same as in both SDKs.
 * Throws WEIGHTS_VECTOR_INVALID for lengths that differ, negative or non-finite weights, and bad uids.
 */
export function normalizeWeights(uids: readonly number[], weights: ArrayLike<number>): WeightsByUid {
  checkVector(uids, weights)
  const largest = Array.from(weights).reduce((max, weight) => Math.max(max, weight), 0)
  const kept = uids
    .map((uid, index) => ({ uid, value: roundHalfEven((weights[index]! / largest) * MAX_WEIGHT_VALUE) }))
    .filter(({ value }) => value > 0)
  return { uids: kept.map(({ uid }) => uid), values: kept.map(({ value }) => value) }
}
