import { defineErrors } from './define-errors.js'
import { reasonOf } from './reason-of.js'
import { isSubnetError, type SubnetError } from './subnet-error.js'

/** Errors that every package raises: invalid input, and anything that no catalogue names. */
export const configError = defineErrors({
  CONFIG_INVALID: {
    message: '{place}: {detail}',
    fix: 'Correct {place}.',
  },
  UNEXPECTED: {
    message: '{detail}',
    fix: 'Report this with its cause: subnetkit has no error for it.',
  },
})

/** Turns anything thrown into a {@link SubnetError}, keeping the original as its cause. */
export function toSubnetError(value: unknown): SubnetError {
  if (isSubnetError(value)) return value
  return configError('UNEXPECTED', { detail: reasonOf(value) }, { cause: value })
}
