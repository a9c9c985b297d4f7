import { type ErrorCode, type ErrorDescriptor, errorCatalogue } from './catalogue.js'
import { fillTemplate, type TemplateNames, type TemplateValue } from './internal/template.js'

type Catalogue = typeof errorCatalogue
type NamesOf<C extends ErrorCode> = TemplateNames<Catalogue[C]['message'] | Catalogue[C]['fix']>

/** The values that the message and the fix of one code need. */
export type ErrorDetails<C extends ErrorCode> = { readonly [Name in NamesOf<C>]: TemplateValue }

const brand = Symbol.for('subnetkit.error')

/**
 * The one error class of subnetkit. `code` is closed and stable, `message` says what happened,
 * `fix` what to do. Compare with {@link isSubnetError}, not `instanceof`: two copies may be installed.
 */
export class SubnetError<C extends ErrorCode = ErrorCode> extends Error {
  readonly [brand] = true
  readonly code: C
  readonly fix: string
  readonly details: ErrorDetails<C>

  constructor(code: C, details: ErrorDetails<C>, options?: { readonly cause?: unknown }) {
    const descriptor: ErrorDescriptor = errorCatalogue[code]
    super(fillTemplate(descriptor.message, details), options)
    this.name = 'SubnetError'
    this.code = code
    this.fix = fillTemplate(descriptor.fix, details)
    this.details = details
  }

  /** HTTP status of this error at a miner's door; 500 where the catalogue names none. */
  get status(): number {
    const descriptor: ErrorDescriptor = errorCatalogue[this.code]
    return descriptor.status ?? 500
  }
}

/** True for an error of the catalogue, with `code` also of that code. */
export function isSubnetError<C extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: C,
): value is SubnetError<C> {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false
  return code === undefined || (value as SubnetError).code === code
}

/** Turns anything thrown into an error of the catalogue, keeping the original as its cause. */
export function toSubnetError(value: unknown): SubnetError {
  if (isSubnetError(value)) return value
  const detail = value instanceof Error ? value.message : String(value)
  return new SubnetError('UNEXPECTED', { detail }, { cause: value })
}
