import { integer, optionsOf, parseOptions } from '@subnetkit/base'
import type { ScoreboardPolicy } from './policy.js'

const most = 128

/** Options of {@link windowedMean}. */
export interface WindowedMeanOptions {
  /** Rounds that count, 1 to 128: the last ones in which the miner was asked. */
  readonly rounds: number
  /**
   * Rounds below which those that a newcomer lacks count 0; 1 scores it by its own rounds from the first on.
   * @default the whole window
   */
  readonly minRounds?: number | undefined
}

const windowOptions = optionsOf({ rounds: integer(1, most), minRounds: integer(1, most).optional() })

/**
 * Mean of the last rounds in which a miner was asked. It forgets a round completely once the window has passed it,
 * where {@link ema} forgets little by little.
 * Throws CONFIG_INVALID for a window that is no integer from 1 to 128.
 */
export function windowedMean(options: WindowedMeanOptions): ScoreboardPolicy {
  const { rounds, minRounds = rounds } = parseOptions(windowOptions, options, 'windowedMean')
  const least = Math.min(rounds, minRounds)
  const policy: ScoreboardPolicy<readonly number[]> = {
    name: least === rounds ? `windowedMean(${rounds})` : `windowedMean(${rounds}, ${least})`,
    averages: true,
    start: () => [],
    fold: (window, { mean }) => [...window, mean].slice(-rounds),
    score: (window) =>
      Math.min(1, window.reduce((sum, mean) => sum + mean, 0) / Math.max(least, window.length)),
    resume: (score) => Array<number>(rounds).fill(score),
  }
  return policy
}
