import { defineAgent, type MinerAgent } from './agent.js'
import { strongSkill } from './honest.js'

/** Gives what another miner answered to the same question in this round, else the last answer that it heard. */
export const copier = (): MinerAgent =>
  defineAgent({
    ...{ name: 'copier', about: "gives other miners' answers, which it sees through a second identity" },
    answer({ overheard, deadlineMs }) {
      const output = overheard.same.at(-1) ?? overheard.any.at(-1)
      return output === undefined ? null : { output, work: 0.02, latencyMs: deadlineMs / 2 }
    },
  })

/** Sends its questions on to honest miners. Only some of them answer strangers. */
export const relay = ({ open = 0.1 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'relay',
      about: `sends questions on to better miners, ${Math.round(open * 100)} % of which answer strangers`,
    },
    parameters: { open: { from: 0, to: 0.2, default: open } },
    answer: async ({ solve, random, deadlineMs, parameters }) =>
      random.chance(parameters.open)
        ? { output: await solve(strongSkill), work: 0.02, latencyMs: deadlineMs / 2 }
        : null,
  })

/** Buys its answers from an API, at a price above the cost of the work. */
export const reseller = ({ price = 1.2 } = {}): MinerAgent =>
  defineAgent({
    ...{ name: 'reseller', about: `buys its answers for ${price} times the cost of the work` },
    answer: async ({ solve, deadlineMs }) => ({
      ...{ output: await solve(strongSkill), work: price, latencyMs: deadlineMs / 2 },
    }),
  })

/** One back end behind several hotkeys: each answer is used for all of them. */
export const sybil = ({ hotkeys = 5 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'sybil',
      hotkeys,
      about: `one back end for ${hotkeys} hotkeys, which answers once for all of them`,
    },
    async answer({ question, family, memory, round, at, solve }) {
      const key = `sybil/${round}/${question.synapse}/${family}/${at}`
      const known = memory.get(key)
      if (known !== undefined) return { output: known as never, work: 0 }
      // Its own alone: what solve() keeps for the operator is in the same memory.
      for (const old of memory.keys()) {
        if (old.startsWith('sybil/') && !old.startsWith(`sybil/${round}/`)) memory.delete(old)
      }
      const output = await solve(strongSkill)
      memory.set(key, output)
      return { output }
    },
  })

/** Gives old answers of its own again, and works on a tenth of the questions to have some. */
export const replayer = ({ work = 0.1 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'replayer',
      about: `gives its old answers again, and works on ${Math.round(work * 100)} % of the questions`,
    },
    parameters: { work: { from: 0, to: 1, default: work } },
    async answer({ family, memory, solve, random, parameters }) {
      const key = `replayer/${family}`
      const known = memory.get(key)
      if (known !== undefined && !random.chance(parameters.work)) return { output: known as never, work: 0 }
      const output = await solve(strongSkill)
      memory.set(key, output)
      return { output }
    },
  })
