import type { Stop } from '@subnetkit/base'
import { ClientGone } from '../http/exchange.js'
import { ApiError, toApiError } from '../wire/api-error.js'

/** End of an answer that is not whole. */
export interface Cut {
  /** Error that has ended it. */
  readonly error: unknown
}

/** Name of an end in a receipt: `left` for a client that has left, otherwise the code of the error in its last frame. */
export function outcomeOf({ error }: Cut, stop: Stop): string {
  // What ended the work counts, not what followed from it: the deadline of a caller is no leaving.
  const cause = stop.aborted ? stop.reason : error
  return cause instanceof ApiError || (!stop.aborted && !(cause instanceof ClientGone))
    ? toApiError(cause).code
    : 'left'
}
