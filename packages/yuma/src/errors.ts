import { type CodeOf, defineErrors } from '@subnetkit/base/errors'

/** Inputs that the chain itself could not hold, or that leave the exact range of the arithmetic. */
export const yumaError = defineErrors({
  EPOCH_INPUT_INVALID: {
    message: '{name}: {given} is not {expected}',
    fix: 'Set {name} to {expected}.',
  },
  STAKE_SUM_TOO_LARGE: {
    message: 'the stakes of the subnet sum to {sum} rao, more than 2^63 - 1',
    fix: 'Pass stakes in rao that sum to 2^63 - 1 at most.',
  },
  MECHANISMS_MISSING: {
    message: 'the list of mechanisms is empty',
    fix: 'Start the list with mechanism 0, which every subnet has.',
  },
  HOTKEY_DUPLICATE: {
    message: 'hotkey {hotkey} is at uids {first} and {second}',
    fix: 'Read all uids and hotkeys at the same block: a hotkey that registers again gets another uid.',
  },
})

/** The closed set of codes of {@link yumaError}. */
export type YumaErrorCode = CodeOf<typeof yumaError>
