import { moduleFailure } from '../runtime/failure.js'
import type { ErrorName } from '../schema/schema.js'

export type SubtensorError = ErrorName<'SubtensorModule'>
export type AdminError = ErrorName<'AdminUtils'>

/** Refuses the call with an error of SubtensorModule when the condition holds. */
export function refuse(when: boolean, error: SubtensorError): void {
  if (when) throw moduleFailure('SubtensorModule', error)
}

/** Refuses the call with an error of AdminUtils when the condition holds. */
export function refuseAdmin(when: boolean, error: AdminError): void {
  if (when) throw moduleFailure('AdminUtils', error)
}

/** The value, or a refusal when there is none. */
export function required<T>(value: T | undefined, error: SubtensorError): T {
  if (value === undefined) throw moduleFailure('SubtensorModule', error)
  return value
}
