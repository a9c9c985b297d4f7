import { optionError } from '@subnetkit/base'
import type { Combine } from './rubric.js'

/**
 * Weighted mean of the criteria, raised to `power`. A power above 1 pays nearly correct answers less than
 * proportionally; 0 and 1 stay the same.
 */
export function weightedMean(
  options: {
    /** Positive. @default 1 */
    readonly power?: number
  } = {},
): Combine {
  const { power = 1 } = options
  if (!(power > 0 && Number.isFinite(power))) {
    throw optionError('weightedMean power', power, 'a positive number')
  }
  return (scores) => {
    let sum = 0
    let weights = 0
    for (const { weight, score } of scores) {
      sum += weight * score
      weights += weight
    }
    // A mean of numbers in [0, 1] can leave it by rounding alone.
    return weights > 0 ? Math.min(1, sum / weights) ** power : 0
  }
}
