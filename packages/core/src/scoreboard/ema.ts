import { optionError } from '@subnetkit/base'
import type { ScoreboardPolicy } from './policy.js'

/** Exponential moving average: `alpha` is the share of the newest round, above 0 and at most 1. */
export function ema(options: { readonly alpha: number }): ScoreboardPolicy {
  const { alpha } = options
  if (!(alpha > 0 && alpha <= 1)) {
    throw optionError('ema alpha', alpha, 'a number above 0 and at most 1')
  }
  return {
    name: `ema(${alpha})`,
    fold: (previous, round) => previous + alpha * (round - previous),
  }
}
