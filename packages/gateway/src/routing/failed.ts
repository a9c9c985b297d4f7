import { ApiError } from '../wire/api-error.js'
import type { CallOutcome } from './question.js'

/** The error of a request for which no miner has given a usable answer. */
export function failed(failures: readonly CallOutcome[]): ApiError {
  if (failures.includes('unusable') || failures.includes('unfit')) {
    const message =
      failures.length === 1
        ? 'One miner was asked, and had no usable answer.'
        : `${failures.length} miners were asked, and none had a usable answer.`
    return new ApiError('no_valid_answer', message)
  }
  if (failures.includes('late')) return new ApiError('upstream_timeout', 'No miner answered in time.')
  const message = 'No miner can be asked at the moment.'
  return new ApiError('no_miner_available', message, { headers: { 'retry-after': '5' } })
}
