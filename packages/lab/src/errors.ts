import { type CodeOf, defineErrors } from '@subnetkit/base/errors'

/** Errors of simulations. */
export const labError = defineErrors({
  POPULATION_INVALID: {
    message: 'the population cannot be played: {detail}',
    fix: '{fix}',
  },
  SOLVE_FAILED: {
    message: 'solve() of the lab failed on a task of the family {family}: {detail}',
    fix: 'Correct solve() in the lab: it returns an answer of the synapse {synapse} for every task and every skill from 0 to 1.',
  },
  SUBMISSION_INVALID: {
    message: 'validator {validator} cannot set its weights: {detail}',
    fix: 'Return null, or uids and as many values from 0 to 65535, from weights() of that validator.',
  },
  RECIPE_INVALID: {
    message: 'the recipe cannot be played: {detail}',
    fix: '{fix}',
  },
  ANSWER_INVALID: {
    message: 'answer() returned {detail}',
    fix: 'Return null for silence, or an object with output, and latencyMs and work as numbers from 0.',
  },
})

/** The closed set of codes of {@link labError}. */
export type LabErrorCode = CodeOf<typeof labError>
