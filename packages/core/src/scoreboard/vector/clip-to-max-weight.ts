import { vectorError } from './refuse-vector.js'

/** Keeps divisions by an empty remainder apart from 0; part of the algorithm, so that results agree with the SDKs. */
const epsilon = 1e-7

/**
 * Returns shares that sum to 1, none above `limit`: the excess of the largest goes to all in proportion.
 * With `length * limit <= 1` no such shares exist but equal ones, which are returned. The SDKs' `normalize_max_weight`.
 * Throws WEIGHTS_VECTOR_INVALID when no weight is above 0, and for negative or non-finite weights and limits.
 */
export function clipToMaxWeight(weights: ArrayLike<number>, limit: number): number[] {
  const given = Array.from(weights)
  if (!Number.isFinite(limit)) throw vectorError(`the limit ${limit} is not a finite number`)
  for (const weight of given) {
    if (!Number.isFinite(weight)) throw vectorError(`weight ${weight} is not a finite number`)
    if (weight < 0) throw vectorError(`negative weight ${weight}`)
  }
  if (given.every((weight) => weight === 0)) throw vectorError('all weights are zero')
  return clipShares(given, limit)
}

/** The same for weights that are known to be valid; returns equal shares if none is positive, as v10 does. */
export function clipShares(weights: readonly number[], limit: number): number[] {
  const count = weights.length
  // Relative to the largest first: sums of huge weights would overflow. A power of two changes no digit.
  const largest = weights.reduce((max, weight) => Math.max(max, weight), 0)
  const scale = largest > 0 ? 2 ** Math.min(1023, -Math.floor(Math.log2(largest))) : 1
  const scaled = weights.map((weight) => weight * scale)
  const sum = scaled.reduce((total, weight) => total + weight, 0)
  if (sum === 0 || count * limit <= 1) return weights.map(() => 1 / count)
  const shares = scaled.map((weight) => weight / sum)
  if (shares.every((share) => share <= limit)) return shares

  const cutoff = cutoffOf(
    shares.toSorted((a, b) => a - b),
    limit,
  )
  const cut = scaled.map((weight) => Math.min(weight, cutoff * sum))
  const left = cut.reduce((total, weight) => total + weight, 0)
  return cut.map((weight) => weight / left)
}

/** Threshold such that after renormalizing the largest share is just below the limit. */
function cutoffOf(ascending: readonly number[], limit: number): number {
  const count = ascending.length
  let total = 0
  const sums = ascending.map((share) => (total += share))
  const whole = ascending.filter(
    (share, index) => share / ((count - index - 1) * share + sums[index]! + epsilon) < limit,
  ).length
  // Small shares come first, so those that stay whole are the first of them.
  return (limit * (sums[whole - 1] ?? 0) - epsilon) / (1 - limit * (count - whole))
}
