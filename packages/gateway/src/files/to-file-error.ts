import { isSubnetError } from '@subnetkit/base'
import { ApiError } from '../wire/api-error.js'

/** An error of a files view as clients see it, without its text: that may name what is the validator's own. */
export function toFileError(error: unknown): unknown {
  if (error instanceof ApiError || !isSubnetError(error)) return error
  if (error.transient) {
    const message = 'Too few miners can be reached at the moment.'
    return new ApiError('no_miner_available', message, { headers: { 'retry-after': '10' } })
  }
  return new ApiError('no_valid_answer', 'The miners have not kept the object as it was put.')
}

/** Runs work of a files view, with its errors as clients see them; the log gets them as they are. */
export async function ofView<T>(work: () => Promise<T>, onError: (error: unknown) => void): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const shown = toFileError(error)
    if (shown !== error) onError(error)
    throw shown
  }
}
