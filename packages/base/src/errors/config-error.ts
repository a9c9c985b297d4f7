import { defineErrors } from './define-errors.js'
import { reasonOf } from './reason-of.js'
import { showValue } from './show-value.js'
import { isSubnetError, type SubnetError } from './subnet-error.js'

/** Errors that every package raises: invalid input, and anything that no catalogue names. */
export const configError = defineErrors({
  CONFIG_INVALID: {
    message: '{place}: {detail}',
    fix: '{fix}',
  },
  UNEXPECTED: {
    message: '{detail}',
    fix: 'Report this error with its cause: subnetkit has no code for it.',
  },
})

/**
 * Returns CONFIG_INVALID for one value: `place` names it, `expected` is a noun phrase for the allowed values.
 *
 * @example
 * throw optionError('ema alpha', alpha, 'a number above 0 and at most 1')
 */
export function optionError(
  place: string,
  given: unknown,
  expected: string,
  options?: { readonly cause?: unknown },
): SubnetError<'CONFIG_INVALID'> {
  const detail = `${showValue(given, place)} is not ${expected}`
  return configError('CONFIG_INVALID', { place, detail, fix: `Set ${place} to ${expected}.` }, options)
}

/** Turns anything thrown into a {@link SubnetError}, keeping the original as its cause. */
export function toSubnetError(value: unknown): SubnetError {
  if (isSubnetError(value)) return value
  return configError('UNEXPECTED', { detail: reasonOf(value) }, { cause: value })
}
