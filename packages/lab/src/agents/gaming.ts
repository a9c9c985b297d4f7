import { defineAgent, type MinerAgent } from './agent.js'
import { strongSkill } from './honest.js'

/** Learns the truth of some tasks before they are due. */
export const peeker = ({ share = 0.1 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'peeker',
      about: `knows the truth of ${Math.round(share * 100)} % of its tasks early, and guesses the rest`,
    },
    parameters: { share: { from: 0, to: 0.2, default: share } },
    answer: async ({ solve, random, parameters }) => ({
      output: await solve(random.chance(parameters.share) ? 1 : 0),
      work: 0.01,
    }),
  })

/** Has programs for the public generator of every other family, and guesses the rest. */
export const overfitter = ({ families }: { readonly families?: readonly string[] } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'overfitter',
      about: 'has cheap programs for half of the families of the public generator, and guesses the rest',
    },
    async answer({ family, families: all, solve }) {
      // By place and not by name: names begin alike, and a subnet of one family leaves no half.
      const has = families ? families.includes(family) : all.indexOf(family) % 2 === 1
      return { output: await solve(has ? 1 : 0), work: 0.05 }
    },
  })

/** Works for half of the validators, which it takes for those that matter. */
export const tierGamer = (): MinerAgent =>
  defineAgent({
    ...{ name: 'tier-gamer', about: 'works for half of the validators, and guesses for the others' },
    async answer({ validator, solve }) {
      const matters = validator.charCodeAt(validator.length - 1) % 2 === 1
      return matters ? { output: await solve(strongSkill) } : { output: await solve(0), work: 0.01 }
    },
  })

/** Works in the first half of each round's questions. */
export const fronter = ({ head = 0.5 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 'head-only',
      about: `works on the first ${Math.round(head * 100)} % of the questions of a round, where samples are looked for`,
    },
    parameters: { head: { from: 0, to: 1, default: head } },
    answer: async ({ at, of, solve, parameters }) =>
      at < of * parameters.head
        ? { output: await solve(strongSkill) }
        : { output: await solve(0), work: 0.01 },
  })

/** Drips its answers out until the last moment; some come too late. */
export const slowDrip = (): MinerAgent =>
  defineAgent({
    ...{
      name: 'slow-drip',
      about: 'holds connections until the deadline on cheap hardware; a fifth come too late',
    },
    answer: async ({ solve, random, deadlineMs }) => ({
      ...{ output: await solve(strongSkill), work: 0.8 },
      latencyMs: random.chance(0.2) ? deadlineMs + 1 : deadlineMs * 0.98,
    }),
  })

/** Works every other epoch and lives on its average in between. */
export const onAndOff = (): MinerAgent =>
  defineAgent({
    ...{ name: 'on-and-off', about: 'works every other epoch and lives on its average in between' },
    answer: async ({ age, solve }) =>
      age % 2 === 0 ? { output: await solve(strongSkill) } : { output: await solve(0), work: 0.01 },
  })

/** Works until its score is high, then stops. */
export const turncoat = ({ after = 15 } = {}): MinerAgent =>
  defineAgent({
    ...{ name: 'turncoat', about: `works for ${after} epochs, then guesses and lives on its average` },
    parameters: { after: { from: 1, to: Math.max(20, after), default: after, whole: true } },
    answer: async ({ age, solve, parameters }) =>
      age < parameters.after ? { output: await solve(strongSkill) } : { output: await solve(0), work: 0.01 },
    turnsAt: ({ after: age }) => age,
  })

/** Works while it is new, stops, and comes back as a fresh hotkey when its pay falls. */
export const reRegistrant = ({ works = 3, returns = 8 } = {}): MinerAgent =>
  defineAgent({
    ...{
      name: 're-registrant',
      about: `works for ${works} epochs, then guesses, and registers again once its pay is gone`,
    },
    parameters: {
      works: { from: 1, to: 20, default: works, whole: true },
      returns: { from: 2, to: 40, default: returns, whole: true },
    },
    answer: async ({ age, solve, parameters }) =>
      age < parameters.works ? { output: await solve(strongSkill) } : { output: await solve(0), work: 0.01 },
    registersAgain: ({ age, incentive, parameters }) => age >= parameters.returns && incentive < 100,
    turnsAt: ({ works: age }) => age,
  })

/** Does nothing, and has a validator of its own that pays it. */
export const ringMiner = (): MinerAgent =>
  defineAgent({
    ...{ name: 'ring-miner', about: 'guesses, and has a validator of its own that gives it all its weight' },
    answer: async ({ solve }) => ({ output: await solve(0), work: 0.01 }),
  })
