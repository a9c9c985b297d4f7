import { optionsOf, parseOptions, positive } from '@subnetkit/base'
import type { WeightPolicy } from './policy.js'

const powerOptions = optionsOf({ exponent: positive() })

/** Shares in proportion to `score ^ exponent`. An exponent above 1 pays the best more than proportionally. */
export function power(options: { readonly exponent: number }): WeightPolicy {
  const { exponent } = parseOptions(powerOptions, options, 'power')
  return {
    name: `power(${exponent})`,
    shares(scores) {
      // Relative to the best, so that a large exponent does not underflow every score to 0.
      const best = Math.max(0, ...scores)
      const raised = scores.map((score) => (score > 0 ? (score / best) ** exponent : 0))
      const sum = raised.reduce((total, value) => total + value, 0)
      return raised.map((value) => (sum > 0 ? value / sum : 0))
    },
  }
}
