import type { Clock } from '@subnetkit/base'
import { ApiError } from '../wire/api-error.js'
import { type Exchange, sendError } from './exchange.js'

/** Time for the body of a request, in ms. */
const bodyMs = 60_000
/** Slowest upload of an object that is served, in bytes a second: what a phone manages. */
const slowest = 32_768
/** Longest time for a request whose body is as large as any, in ms. */
export const longestRequestMs = 3_600_000

/** Refuses a body that has not arrived in time: a minute, and for objects what their size takes over a slow line. */
export function limitBody(exchange: Exchange, clock: Pick<Clock, 'timeout'>): Disposable {
  const { request, response } = exchange
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  if (length === '0' && coding === undefined) return { [Symbol.dispose]() {} }
  const late = () => {
    if (request.complete) return
    const message = 'The body of the request did not arrive in time.'
    sendError(exchange, new ApiError('invalid_value', message, { headers: { connection: 'close' } }))
    if (response.writableFinished) request.destroy()
    else response.once('finish', () => request.destroy())
  }
  const timer = clock.timeout(late, bodyTime(request.method, Number(length)), { ref: false })
  // A refused body goes on arriving after its response: its time is still limited.
  request.once('close', () => timer.cancel())
  return { [Symbol.dispose]: () => void (request.complete && timer.cancel()) }
}

/** Time in which a body has to arrive, in ms. */
export function bodyTime(method: string | undefined, length: number): number {
  if (method !== 'PUT') return bodyMs
  return Math.min(longestRequestMs, bodyMs + (length / slowest) * 1_000)
}
