import { divTrunc, total } from '../math/kernels.js'

/** Shares of the emission by uid. */
export interface EmissionShares {
  readonly server: Float64Array
  readonly validator: Float64Array
  readonly combined: Float64Array
}

/**
 * Divides incentive and dividends by their common sum. If nothing earned either, stake is paid: the active stake, or
 * all of it on a subnet without active validators.
 */
export function emissionShares(
  incentive: Float64Array,
  dividends: Float64Array,
  activeStake: Float64Array,
  stake: Float64Array,
): EmissionShares {
  const combined = incentive.map((value, i) => value + dividends[i]!)
  const sum = total(combined)
  if (sum === 0) {
    const byStake = total(activeStake) === 0 ? stake : activeStake
    return { server: incentive, validator: byStake, combined: byStake }
  }
  const share = (value: number) => divTrunc(value, sum)
  return { server: incentive.map(share), validator: dividends.map(share), combined: combined.map(share) }
}
