import { checkCatalogue, checkDetails, descriptorOf } from './check-catalogue.js'
import { type ErrorDescriptor, errorOf, isSubnetError, type SubnetError } from './subnet-error.js'
import type { TemplateNames, TemplateValue } from './template.js'

export type Catalogue = Readonly<Record<string, ErrorDescriptor>>

/** The values that the texts of one descriptor need. */
export type DetailsOf<T extends ErrorDescriptor> = {
  readonly [Name in TemplateNames<T['message'] | T['fix']>]: TemplateValue
}

/** Makes the errors of one catalogue. */
export interface ErrorFactory<T extends Catalogue> {
  <C extends keyof T & string>(
    code: C,
    details: DetailsOf<T[C]>,
    options?: { readonly cause?: unknown },
  ): SubnetError<C, DetailsOf<T[C]>>
  /** Returns true for an error of this catalogue. */
  is(value: unknown): value is SubnetError<keyof T & string>
  readonly catalogue: T
}

/** The closed set of codes of a factory. */
export type CodeOf<F extends { readonly catalogue: Catalogue }> = keyof F['catalogue'] & string

/**
 * Defines the errors of a package or a subnet: a closed set of codes, each with a message and a fix. The returned
 * function creates an error; its details are inferred from the placeholders of both texts. Throws CONFIG_INVALID for a
 * catalogue that is not well formed; so does the function for a code that it does not hold, and for a missing detail.
 *
 * @example
 * const imageError = defineErrors({
 *   MODEL_INVALID: { message: 'the model {file} cannot be read: {detail}', fix: 'Download {file} again.' },
 * })
 * throw imageError('MODEL_INVALID', { file, detail })
 */
export function defineErrors<const T extends Catalogue>(catalogue: T): ErrorFactory<T> {
  checkCatalogue(catalogue)
  const make = <C extends keyof T & string>(
    code: C,
    details: DetailsOf<T[C]>,
    options?: { readonly cause?: unknown },
  ) => {
    const descriptor = descriptorOf(catalogue, code)
    checkDetails(code, descriptor, details)
    const error = errorOf(code, descriptor, details, options)
    Error.captureStackTrace(error, make) // begins with our caller
    return error
  }
  const is = (value: unknown): value is SubnetError<keyof T & string> =>
    isSubnetError(value) && Object.hasOwn(catalogue, value.code)
  return Object.assign(make, { catalogue, is })
}
