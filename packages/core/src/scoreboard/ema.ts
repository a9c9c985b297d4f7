import { number, optionsOf, parseOptions } from '@subnetkit/base'
import type { ScoreboardPolicy } from './policy.js'

const emaOptions = optionsOf({ alpha: number(0, 1).gt(0, 'a number above 0 and at most 1') })

/** Exponential moving average: `alpha` is the share of the newest round, above 0 and at most 1. */
export function ema(options: { readonly alpha: number }): ScoreboardPolicy {
  const { alpha } = parseOptions(emaOptions, options, 'ema')
  return {
    name: `ema(${alpha})`,
    fold: (previous, round) => previous + alpha * (round - previous),
  }
}
