import { checked, made, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import { ema } from './ema.js'
import type { Incentive, ScoreboardChange, ScoreboardPolicy, WeightPolicy } from './policy.js'
import { power } from './power.js'
import { parseVectorPolicy, type VectorPolicy } from './vector/vector-policy.js'

const incentiveSchema = optionsOf({
  scoreboard: made<ScoreboardPolicy>(
    'a scoreboard policy, such as ema({ alpha: 0.1 })',
    'start',
    'fold',
    'score',
  ).optional(),
  onScoreboardChange: checked<ScoreboardChange>(
    (value) => typeof value === 'function' || ['continue', 'restart', 'refuse'].includes(value as string),
    "'continue', 'restart', 'refuse' or a function",
  ).default('continue'),
  weights: made<WeightPolicy>('a weight policy, such as power({ exponent: 2 })', 'shares').optional(),
  burn: z.custom<number>().default(0),
  vector: z.custom<VectorPolicy>().optional(),
})

/**
 * Fills in what a subnet leaves out of its incentive: an exponential average (alpha 0.1), power (exponent 2), no burn.
 * Throws CONFIG_INVALID for an invalid policy or share.
 */
export function parseIncentive(given: Partial<Incentive> | undefined): Incentive {
  const { scoreboard, onScoreboardChange, weights, burn, vector } = parseOptions(
    incentiveSchema,
    given,
    'incentive',
  )
  return {
    scoreboard: scoreboard ?? ema({ alpha: 0.1 }),
    onScoreboardChange,
    weights: weights ?? power({ exponent: 2 }),
    burn,
    vector: parseVectorPolicy(vector, burn),
  }
}
