import { optionError } from '@subnetkit/base'

/**
 * Skill score in [0, 1] of a loss: the share of the baseline's loss that an answer avoids. A loss of 0 scores 1; the
 * loss of the baseline, and any larger one, 0. The baseline is what a simple forecast loses, such as that of the last
 * value or of the mean; with a baseline of 0 only a loss of 0 scores 1. A loss that is NaN or below 0 scores 0.
 * Throws CONFIG_INVALID for a baseline that is no finite number of at least 0.
 */
export function skill(loss: number, baseline: number): number {
  if (!(Number.isFinite(baseline) && baseline >= 0)) {
    throw optionError('skill baseline', baseline, 'a finite number of at least 0')
  }
  if (typeof loss !== 'number' || !(loss >= 0)) return 0
  if (loss === 0) return 1
  return baseline === 0 ? 0 : Math.max(0, 1 - loss / baseline)
}
