import { reasonOf } from '@subnetkit/base'
import type { Pool } from 'undici'
import { quote } from '../client/failure.js'
import { AddressRefused } from '../http/checked-connector.js'
import { headerPairs } from '../http/headers.js'
import { failure, type JudgedAnswer, type RawLegacyAnswer, unparsed } from './response-rules.js'

/** The body was longer than allowed. */
class AnswerTooLarge extends Error {}

/** The body ended before its announced end. */
class AnswerCut extends Error {}

interface FetchParameters {
  readonly pool: Pool
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** One POST; reads the whole answer up to the cap. Header names stay as they were written. */
export async function fetchAnswer(parameters: FetchParameters): Promise<RawLegacyAnswer> {
  const { pool, path, headers, body, maxBytes, signal } = parameters
  const response = await pool.request({
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': 'application/json' },
    body,
    signal,
    responseHeaders: 'raw',
  })
  return {
    status: response.statusCode,
    // With raw headers undici passes Node's flat list; its types do not show that.
    headers: headerPairs(response.headers as unknown as readonly string[]),
    body: await readUpTo(response.body as AsyncIterable<Buffer>, maxBytes),
  }
}

async function readUpTo(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let received = 0
  try {
    for await (const chunk of body) {
      received += chunk.length
      // Leaving the loop destroys the body and with it the connection.
      if (received > maxBytes) throw new AnswerTooLarge(`it is larger than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
  } catch (thrown) {
    if (thrown instanceof AnswerTooLarge) throw thrown
    throw new AnswerCut(reasonOf(thrown), { cause: thrown })
  }
  return Buffer.concat(chunks, received)
}

/** The verdict of a v10 dendrite on an exchange that broke. */
export function failureOf(thrown: unknown, place: string): JudgedAnswer {
  if (thrown instanceof AnswerTooLarge) return unparsed(thrown.message)
  if (thrown instanceof AnswerCut) return failure(400, `Payload error: ${quote(thrown.message)}`)
  const {
    code = '',
    name = '',
    message = '',
  }: { code?: string; name?: string; message?: string } = Object(thrown)
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL|ETIMEDOUT)$/.test(code)) {
    return failure(503, `Service unavailable at ${place}`)
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return failure(503, `Service unavailable at ${place}`)
  if (thrown instanceof AddressRefused)
    return failure(503, `Service unavailable at ${place}: ${quote(message)}`)
  const detail = quote(message || code || String(thrown))
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || name === 'HTTPParserError') {
    return failure(400, `Client response error: 400, message="${detail}"`)
  }
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    return failure(503, 'Service disconnected: Server disconnected')
  }
  return unparsed(detail)
}
