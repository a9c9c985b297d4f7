import { number, optionsOf, parseOptions } from '@subnetkit/base'
import { ratePeriod, type Strength, unrated } from './glicko2.js'
import type { ScoreboardPolicy } from './policy.js'

/** Options of {@link rating}. */
export interface RatingOptions {
  /** Difference of two means up to which a duel is drawn. @default 0 */
  readonly tie?: number | undefined
  /** Limit on the change of volatility, 0.2 to 1.2; smaller for steady fields. @default 0.5 */
  readonly tau?: number | undefined
  /** Deviations below the rating that the score stands at, so that it rises with the evidence. @default 2 */
  readonly caution?: number | undefined
}

const ratingOptions = optionsOf({
  tie: number(0, 1).default(0),
  tau: number(0.2, 1.2).default(0.5),
  caution: number(0, 10).default(2),
})

/** Ratings beyond it are kept at it: a field that is always in the same order would drive them apart for ever. */
const farthest = 1_600

/**
 * Glicko-2: each round is a tournament of its miners, in which the larger mean wins; a miner that was absent loses to
 * all that scored. The score is the chance of a miner to beat an average one, for the lower end of its rating. It
 * depends on the field alone: use it where scores of different rounds are not comparable, such as where tasks differ
 * in difficulty from round to round. Throws CONFIG_INVALID for an option out of range.
 */
export function rating(options?: RatingOptions): ScoreboardPolicy {
  const { tie, tau, caution } = parseOptions(ratingOptions, options, 'rating')
  const policy: ScoreboardPolicy<Strength> = {
    name: `rating(${tie}, ${tau}, ${caution})`,
    start: () => unrated,
    fold(state, { mean, peers }) {
      const games = peers.map((peer) => ({ opponent: peer.state, score: duel(mean, peer.mean, tie) }))
      const after = ratePeriod(state, games, tau)
      const off = after.rating - unrated.rating
      return { ...after, rating: unrated.rating + Math.min(farthest, Math.max(-farthest, off)) }
    },
    score: ({ rating: own, deviation }) => chance(own - caution * deviation),
    resume(score) {
      const bounded = Math.min(0.999, Math.max(0.001, score))
      const lower = unrated.rating + 400 * Math.log10(bounded / (1 - bounded))
      const deviation = 60
      return { rating: lower + caution * deviation, deviation, volatility: unrated.volatility }
    },
  }
  return policy
}

function duel(mean: number, other: number, tie: number): number {
  if (Math.abs(mean - other) <= tie) return 0.5
  return mean > other ? 1 : 0
}

/** Chance of beating a player of the average rating. */
const chance = (own: number) => 1 / (1 + 10 ** ((unrated.rating - own) / 400))
