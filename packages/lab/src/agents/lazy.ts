import { defineAgent, type MinerAgent } from './agent.js'
import { strongSkill } from './honest.js'

/** Answers a share of its tasks. */
export const lazy = ({ share = 0.3 } = {}): MinerAgent =>
  defineAgent({
    ...{ name: 'lazy', about: `answers ${Math.round(share * 100)} % of its tasks` },
    parameters: { share: { from: 0, to: 1, default: share } },
    answer: async ({ solve, random, parameters }) =>
      random.chance(parameters.share) ? { output: await solve(strongSkill) } : null,
  })

/** Never answers. */
export const silent = (): MinerAgent =>
  defineAgent({ name: 'silent', about: 'holds a place and never answers', answer: () => null })

/** Gives the answer to its first task to every later one. */
export const constant = (): MinerAgent =>
  defineAgent({
    ...{ name: 'constant', about: 'gives one answer to every task of a synapse' },
    async answer({ question, memory, solve }) {
      const key = `constant/${question.synapse}`
      const known = memory.has(key)
      if (!known) memory.set(key, await solve(1))
      return { output: memory.get(key) as never, work: known ? 0 : 1 }
    },
  })

/** Answers without any skill. */
export const guesser = (): MinerAgent =>
  defineAgent({
    ...{ name: 'guesser', about: 'answers in the right form, at random' },
    answer: async ({ solve }) => ({ output: await solve(0), work: 0.01 }),
  })
