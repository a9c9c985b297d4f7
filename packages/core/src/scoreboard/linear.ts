import { optionsOf, parseOptions } from '@subnetkit/base'
import type { WeightPolicy } from './policy.js'
import { power } from './power.js'

/** Shares in proportion to the scores: splitting one miner's score over several hotkeys gains nothing. Takes no options. */
export function linear(options?: Readonly<Record<string, never>>): WeightPolicy {
  parseOptions(optionsOf({}), options, 'linear')
  return { ...power({ exponent: 1 }), name: 'linear' }
}
