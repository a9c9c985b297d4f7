import { number, optionsOf, parseOptions, positive } from '@subnetkit/base'
import { addRound, type Evidence, meanOf, noEvidence } from './evidence.js'
import type { ScoreboardPolicy } from './policy.js'

/** Options of {@link credibility}. */
export interface CredibilityOptions {
  /** Tasks at which the miner's own mean and the prior count alike. */
  readonly halfTrust: number
  /** Score of a miner of which nothing is known, in [0, 1]. @default 0 */
  readonly prior?: number | undefined
  /** Rounds in which the weight of older tasks halves: a miner that is seldom asked keeps its trust. @default 20 */
  readonly halfLife?: number | undefined
}

const credibilityOptions = optionsOf({
  halfTrust: positive(),
  prior: number(0, 1).default(0),
  halfLife: positive().default(20),
})

/**
 * Mean score of a miner's tasks, trusted in proportion to their number: `tasks / (tasks + halfTrust)` of the score is
 * its own mean, the rest the prior (Bühlmann's credibility). A miner that is asked in every round with `n` tasks has
 * about `1.44 * halfLife * n` of them to its credit in the end.
 * Throws CONFIG_INVALID for an option that is not positive and for a prior outside [0, 1].
 */
export function credibility(options: CredibilityOptions): ScoreboardPolicy {
  const { halfTrust, prior, halfLife } = parseOptions(credibilityOptions, options, 'credibility')
  const policy: ScoreboardPolicy<Evidence> = {
    name: `credibility(${halfTrust}, ${prior}, ${halfLife})`,
    averages: true,
    start: () => noEvidence,
    fold: (evidence, round) => addRound(evidence, round, halfLife),
    score(evidence) {
      const trust = evidence.tasks / (evidence.tasks + halfTrust)
      return prior + trust * (meanOf(evidence) - prior)
    },
    resume(score) {
      const tasks = 9 * halfTrust
      const mean = prior + (score - prior) / 0.9
      return { tasks, sum: tasks * Math.min(1, Math.max(0, mean)) }
    },
  }
  return policy
}
