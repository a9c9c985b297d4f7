import { isSubnetError } from './subnet-error.js'

/** Message of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Message of anything thrown, after its code if it has one of ours: for a message that quotes another error. */
export function codedReasonOf(error: unknown): string {
  return isSubnetError(error) ? `${error.code}: ${error.message}` : reasonOf(error)
}
