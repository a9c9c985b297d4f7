import { SubnetError, type WeightPolicy } from '@subnetkit/core'

/**
 * Shares in proportion to `score ** exponent`. Only the ratios of scores matter, so that a young scoreboard, whose
 * averages are still low, pays as an old one does; what is right by luck now and then earns next to nothing.
 */
export function power(options: { readonly exponent: number }): WeightPolicy {
  const { exponent } = options
  if (!(exponent > 0 && Number.isFinite(exponent))) {
    throw new SubnetError('CONFIG_INVALID', {
      place: 'power exponent',
      detail: `${exponent} is not positive`,
    })
  }
  return {
    name: `power(${exponent})`,
    shares(scores) {
      // Relative to the best, so that small scores do not underflow.
      const best = Math.max(0, ...scores)
      const raised = scores.map((score) => (score > 0 ? (score / best) ** exponent : 0))
      const sum = raised.reduce((total, value) => total + value, 0)
      return raised.map((value) => (sum > 0 ? value / sum : 0))
    },
  }
}
