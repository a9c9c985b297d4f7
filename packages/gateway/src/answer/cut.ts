import type { Stop } from '@subnetkit/base'
import { ClientGone } from '../http/exchange.js'
import { toApiError } from '../wire/api-error.js'

/** End of an answer that is not whole. */
export interface Cut {
  /** Error that has ended it. */
  readonly error: unknown
}

/** Name of an end in a receipt: `left` for a client that has left, otherwise the code of the error in its last frame. */
export const outcomeOf = ({ error }: Cut, left: Stop): string =>
  left.aborted || error instanceof ClientGone ? 'left' : toApiError(error).code
