import { number, optionsOf, parseOptions, positive } from '@subnetkit/base'
import { addRound, type Evidence, meanOf, noEvidence } from './evidence.js'
import type { ScoreboardPolicy } from './policy.js'

/** Options of {@link wilson}. */
export interface WilsonOptions {
  /** Standard errors below the mean, above 0: 1.96 for the lower end of a 95 % interval. @default 1.96 */
  readonly z?: number | undefined
  /** Rounds in which the weight of older tasks halves. @default 20 */
  readonly halfLife?: number | undefined
}

const wilsonOptions = optionsOf({
  z: number(0, 100).gt(0, 'a number above 0 and at most 100').default(1.96),
  halfLife: positive().default(20),
})

/** Scores beyond it would take evidence without end to resume at. */
const highest = 0.99

/**
 * Lower end of Wilson's interval for the share of tasks that a miner solves, partial scores included: what its tasks
 * prove, rather than what they suggest. A newcomer starts from 0 and rises with the number of its tasks, faster the
 * better it is. Throws CONFIG_INVALID for an option that is not positive.
 */
export function wilson(options?: WilsonOptions): ScoreboardPolicy {
  const { z, halfLife } = parseOptions(wilsonOptions, options, 'wilson')
  const policy: ScoreboardPolicy<Evidence> = {
    name: `wilson(${z}, ${halfLife})`,
    start: () => noEvidence,
    fold: (evidence, round) => addRound(evidence, round, halfLife),
    score: (evidence) => lowerEnd(meanOf(evidence), evidence.tasks, z),
    resume(score) {
      const bound = Math.min(highest, score)
      // Enough tasks for the bound with a perfect mean, and a few at least.
      const tasks = Math.max(10, (2 * bound * z ** 2) / (1 - bound))
      const mean = bound + z * Math.sqrt((bound * (1 - bound)) / tasks)
      return { tasks, sum: tasks * Math.min(1, mean) }
    },
  }
  return policy
}

/** Wilson's lower bound of a share that was `mean` in a number of tasks. */
function lowerEnd(mean: number, tasks: number, z: number): number {
  if (tasks === 0) return 0
  const square = z ** 2 / tasks
  const center = mean + square / 2
  const margin = z * Math.sqrt((mean * (1 - mean)) / tasks + square / (4 * tasks))
  return Math.min(1, Math.max(0, (center - margin) / (1 + square)))
}
