import { optionsOf, parseOptions, positive } from '@subnetkit/base'
import type { Combine } from './rubric.js'

const meanOptions = optionsOf({ power: positive().default(1) })

/**
 * Weighted mean of the criteria, raised to `power`. A power above 1 pays nearly correct answers less than
 * proportionally; 0 and 1 stay the same. Throws CONFIG_INVALID for a power that is not positive and for an unknown option.
 */
export function weightedMean(options?: {
  /** Positive. @default 1 */
  readonly power?: number
}): Combine {
  const { power } = parseOptions(meanOptions, options, 'weightedMean')
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
