import { isSubnetError } from './subnet-error.js'
import { safeText } from './template.js'

/** Message of anything thrown, even of what has no text. */
export function reasonOf(error: unknown): string {
  try {
    return safeText(error instanceof Error ? error.message : error)
  } catch {
    return safeText(error)
  }
}

/** Message of anything thrown, after its code if it has one of ours: for a message that quotes another error. */
export function codedReasonOf(error: unknown): string {
  try {
    return isSubnetError(error) ? `${error.code}: ${error.message}` : reasonOf(error)
  } catch {
    return reasonOf(error)
  }
}
