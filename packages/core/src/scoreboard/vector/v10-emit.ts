import { normalizeWeights, type WeightsByUid } from './normalize-weights.js'
import { vectorError } from './refuse-vector.js'
import { roundHalfEven } from './round-half-even.js'

/**
 * Returns the weights that `set_weights` of the Python SDK v10 sends (its `convert_weights_and_uids_for_emit`): a list
 * is rounded to float32 first (the default here), an array of doubles is not; then as {@link normalizeWeights}. Applies
 * no limit and no minimum count. Throws WEIGHTS_VECTOR_INVALID where v10 throws.
 */
export function emitWeights(
  uids: readonly number[],
  weights: ArrayLike<number>,
  options: {
    /** @default 'float32' */
    readonly precision?: 'float32' | 'float64'
  } = {},
): WeightsByUid {
  const { precision = 'float32' } = options
  const cast = precision === 'float32' ? Float32Array.from(weights) : weights
  return normalizeWeights(uids, cast)
}

/**
 * A weights row as the chain holds it, as shares of every uid of the subnet that sum to 1; all 0 for an empty row.
 * Throws WEIGHTS_VECTOR_INVALID for a uid that is not below `count`.
 */
export function sharesOfRow(
  count: number,
  row: { readonly uids: readonly number[]; readonly values: ArrayLike<number> },
): Float32Array {
  const { uids, values } = row
  if (uids.length !== values.length) {
    throw vectorError(`lengths differ: ${uids.length} uids for ${values.length} values`)
  }
  const shares = new Float32Array(count)
  for (const [index, uid] of uids.entries()) {
    if (!(Number.isInteger(uid) && uid >= 0 && uid < count)) {
      throw vectorError(`uid ${uid} is not one of the ${count} uids of the subnet`)
    }
    shares[uid] = values[index]!
  }
  const sum = shares.reduce((total, share) => total + share, 0)
  return sum > 0 ? shares.map((share) => share / sum) : shares
}

/**
 * Parts of a whole as u16 that sum to exactly 65535, the rounding error on the first largest: how an owner splits
 * emission between mechanisms. Throws WEIGHTS_VECTOR_INVALID for no parts, negative parts, and nothing but zeros.
 */
export function splitToU16(parts: readonly number[]): number[] {
  if (parts.length === 0) throw vectorError('no parts to split between')
  for (const part of parts) {
    if (!Number.isFinite(part)) throw vectorError(`part ${part} is not a finite number`)
    if (part < 0) throw vectorError(`negative part ${part}`)
  }
  const sum = parts.reduce((total, part) => total + part, 0)
  if (!(sum > 0)) throw vectorError('all parts are zero')
  if (!Number.isFinite(sum)) throw vectorError('the sum of the parts is not a finite number')
  const values = parts.map((part) => roundHalfEven((part / sum) * 65_535))
  const error = 65_535 - values.reduce((total, value) => total + value, 0)
  const largest = values.indexOf(Math.max(...values))
  return values.map((value, index) => (index === largest ? value + error : value))
}
