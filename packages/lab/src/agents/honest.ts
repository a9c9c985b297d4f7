import { defineAgent, type MinerAgent } from './agent.js'

/** Skill of the honest miners that cheats are compared with. */
export const strongSkill = 0.9

/** Does the work of every task. */
export const honest = (options: { name?: string; skill?: number; latencyMs?: number } = {}): MinerAgent => {
  const { name = 'honest', skill = strongSkill, latencyMs = 100 } = options
  return defineAgent({
    ...{ name, intent: 'honest', about: `does the work, with a skill of ${skill}` },
    answer: async ({ solve }) => ({ output: await solve(skill), latencyMs }),
  })
}

/** Honest miner whose model is weaker, and cheaper. */
export const weak = (): MinerAgent =>
  defineAgent({
    ...{ name: 'honest-weak', intent: 'honest', about: 'does the work with a weaker model at half the cost' },
    answer: async ({ solve }) => ({ output: await solve(0.6), work: 0.5 }),
  })

/** Honest miner on a slow network: a tenth of its answers come too late. */
export const unlucky = (): MinerAgent =>
  defineAgent({
    ...{
      name: 'honest-unlucky',
      intent: 'honest',
      about: 'does the work; a tenth of its answers come too late',
    },
    answer: async ({ solve, random, deadlineMs }) => ({
      output: await solve(strongSkill),
      latencyMs: random.chance(0.1) ? deadlineMs + 1 : deadlineMs * 0.3,
    }),
  })
