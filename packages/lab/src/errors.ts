import { type CodeOf, defineErrors } from '@subnetkit/base/errors'

/** Errors of simulations. */
export const labError = defineErrors({
  POPULATION_INVALID: {
    message: 'the population cannot be played: {detail}',
    fix: '{fix}',
  },
})

/** The closed set of codes of {@link labError}. */
export type LabErrorCode = CodeOf<typeof labError>
