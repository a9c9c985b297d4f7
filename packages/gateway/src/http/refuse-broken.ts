import type { Duplex } from 'node:stream'
import { ApiError, errorBody } from '../wire/api-error.js'
import { randomRequestId } from './exchange.js'

/**
 * Answers what is no request at all, and closes its connection. A request that took too long is refused too: status 408, which Node would
 * give it, makes clients send the same again.
 */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new ApiError('request_too_large', 'The headers are too long.')
      : new ApiError('invalid_value', 'The request is not valid HTTP, or did not end in time.')
  const body = JSON.stringify(errorBody(refusal))
  const headers = [
    `HTTP/1.1 ${refusal.status} ${refusal.status === 413 ? 'Payload Too Large' : 'Bad Request'}`,
    `x-request-id: ${randomRequestId()}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}
