import type { WeightPolicy } from './policy.js'
import { power } from './power.js'

/** Shares in proportion to the scores: splitting one miner's score over several hotkeys gains nothing. */
export function linear(): WeightPolicy {
  return { ...power({ exponent: 1 }), name: 'linear' }
}
