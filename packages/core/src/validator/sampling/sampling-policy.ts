import { callback, checked, integer, number, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { MinerIdentity } from '../../scoreboard/scoreboard.js'

/** A miner that could be asked in a round, and what a policy may look at. */
export interface Candidate extends MinerIdentity {
  /** Stake on the miner, in rao. */
  readonly stake: bigint
  /** In [0, 1]; 0 for a newcomer. */
  readonly score: number
  /** Number of the last round in which this registration had its turn; null if there is none. */
  readonly lastAsked: number | null
}

/**
 * Choice of the miners that a round asks. Miners that are left out keep their score. With n miners and `count` of them
 * in a round, a turn is ⌈n ÷ count⌉ rounds:
 * - `all` asks every miner in every round.
 * - `stalest` asks those that were asked longest ago, newcomers first. Every miner is asked within two turns.
 * - `weighted` draws without replacement, in proportion to `by`. A miner that would otherwise not be asked within
 *   `within` rounds goes first, so that every miner is.
 */
export type SamplingPolicy =
  | { readonly kind: 'all' }
  | { readonly kind: 'stalest'; readonly count: number }
  | {
      readonly kind: 'weighted'
      /** Miners asked in a round. */
      readonly count: number
      /** Weight of a miner: at least 0; anything else counts as 0. */
      readonly by: 'stake' | 'score' | ((miner: Candidate) => number)
      /** Lowest weight, as a share of the mean; above 0. @default 0.1 */
      readonly floor?: number | undefined
      /** Rounds within which every miner is asked; at least a turn. @default four turns */
      readonly within?: number | undefined
    }

const count = integer(1, 65_536)

const policies = {
  all: optionsOf({ kind: z.literal('all') }),
  stalest: optionsOf({ kind: z.literal('stalest'), count }),
  weighted: optionsOf({
    kind: z.literal('weighted'),
    count,
    by: z.union(
      [z.enum(['stake', 'score']), callback<(miner: Candidate) => number>()],
      "'stake', 'score' or a function",
    ),
    floor: number(Number.MIN_VALUE, 1_000).default(0.1),
    within: integer(1).optional(),
  }),
}

const kinds = Object.keys(policies).join(', ')
const kindOf = optionsOf({
  sampling: checked<SamplingPolicy>(
    (policy) => Object.hasOwn(policies, String(Object(policy).kind)),
    `an object whose kind is one of ${kinds}`,
  ).default({ kind: 'all' }),
})

/** Parses a policy; undefined asks all miners. Throws CONFIG_INVALID. */
export function parseSampling(given: unknown, place: string): SamplingPolicy {
  const { sampling } = parseOptions(kindOf, { sampling: given }, place)
  return parseOptions<z.ZodType<SamplingPolicy>>(policies[sampling.kind], sampling, `${place} sampling`)
}
