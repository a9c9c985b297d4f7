import { flag, number, optionsOf, parseOptions } from '@subnetkit/base'
import type { ScoreboardPolicy } from './policy.js'

/** Options of {@link ema}. */
export interface EmaOptions {
  /** Share of the newest round, above 0 and at most 1. */
  readonly alpha: number
  /**
   * Divides by the weight of the rounds so far: a newcomer stands at the average of its rounds instead of rising from
   * 0. One that is lucky in its first round is paid for it at once.
   * @default false
   */
  readonly debias?: boolean | undefined
}

const emaOptions = optionsOf({
  alpha: number(0, 1).gt(0, 'a number above 0 and at most 1'),
  debias: flag().default(false),
})

/**
 * Exponential moving average of the rounds in which a miner was asked: each moves the score by `alpha` of the way to
 * its mean. A newcomer rises from 0, unless `debias` is set.
 */
export function ema(options: EmaOptions): ScoreboardPolicy {
  const { alpha, debias } = parseOptions(emaOptions, options, 'ema')
  return debias ? debiased(alpha) : plain(alpha)
}

function plain(alpha: number): ScoreboardPolicy {
  const policy: ScoreboardPolicy<number> = {
    name: `ema(${alpha})`,
    averages: true,
    start: () => 0,
    fold: (previous, { mean }) => previous + alpha * (mean - previous),
    score: (state) => state,
    resume: (score) => score,
  }
  return policy
}

/** Sum of the rounds, each with its weight, and of the weights. */
interface Weighted {
  readonly sum: number
  readonly weight: number
}

function debiased(alpha: number): ScoreboardPolicy {
  const policy: ScoreboardPolicy<Weighted> = {
    name: `ema(${alpha}, debias)`,
    averages: true,
    start: () => ({ sum: 0, weight: 0 }),
    fold: ({ sum, weight }, { mean }) => ({
      sum: sum + alpha * (mean - sum),
      weight: weight + alpha * (1 - weight),
    }),
    // The sum grows like the weight: only rounding takes it beyond.
    score: ({ sum, weight }) => (weight > 0 ? Math.min(1, sum / weight) : 0),
    resume: (score) => ({ sum: score, weight: 1 }),
  }
  return policy
}
