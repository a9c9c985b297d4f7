import type { Situation } from './situation.js'

export const lab: Situation = {
  title: 'The lab: `subnet sim`',
  first: 'The detail names the agent, the family or the group. `subnet sim --help` lists the options.',
  causes: {
    POPULATION_INVALID: {
      cause:
        'The population has no miner or no validator, a name twice, more seats than the subnet, or stakes that no subnet can have.',
      remedy: 'Follow the line after the message.',
    },
    RECIPE_INVALID: {
      cause:
        'A recipe names an agent, a rule or a number that this version does not have, often a typo or a recipe of another version.',
      remedy: 'Choose one of the names that the line after the message lists.',
    },
    SOLVE_FAILED:
      '`solve()` of `src/lab.ts` threw or returned no answer of that synapse, mostly for a family that was added after it was written.',
    ANSWER_INVALID: 'An agent of your own returned something else than an answer or null.',
    SUBMISSION_INVALID:
      'A validator of your own threw, or returned weights that no extrinsic can carry. Its weights of that round are left out.',
    LAB_STALLED:
      'Your task source or a criterion that compares answers computes without end. The time is that of the processor: a busy machine is no cause.',
    LAB_PROCESS_ENDED: 'Your code ended the process, or it was killed for want of memory.',
  },
}
