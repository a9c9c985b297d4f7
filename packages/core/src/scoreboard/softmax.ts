import { optionsOf, parseOptions, positive } from '@subnetkit/base'
import type { WeightPolicy } from './policy.js'

const softmaxOptions = optionsOf({ temperature: positive() })

/**
 * Softmax over the positive scores: shares grow with `exp(score / temperature)`. A lower temperature pays the best
 * more. A score of 0 gets nothing, so that a miner which never answers well is never paid for being present.
 */
export function softmax(options: { readonly temperature: number }): WeightPolicy {
  const { temperature } = parseOptions(softmaxOptions, options, 'softmax')
  return {
    name: `softmax(${temperature})`,
    shares(scores) {
      const best = Math.max(0, ...scores)
      const raised = scores.map((score) => (score > 0 ? Math.exp((score - best) / temperature) : 0))
      const sum = raised.reduce((total, value) => total + value, 0)
      return raised.map((value) => (sum > 0 ? value / sum : 0))
    },
  }
}
