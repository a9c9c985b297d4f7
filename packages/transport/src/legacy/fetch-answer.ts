import { reasonOf } from '@subnetkit/base'
import type { Pool } from 'undici'
import { createChunkList } from '../body/chunk-list.js'
import { quote } from '../client/failure.js'
import { AddressRefused } from '../http/checked-connector.js'
import { headerPairs } from '../http/headers.js'
import { failure, type JudgedAnswer, type RawLegacyAnswer, unparsed } from './response-rules.js'

/** The axon published something that is no address. */
export class NoAddress extends Error {}

/** The body was longer than allowed. */
class AnswerTooLarge extends Error {}

/** The body ended before its announced end. */
class AnswerCut extends Error {}

interface FetchParameters {
  readonly pool: Pool
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** An answer whose body is not read yet. */
export interface OpenLegacyAnswer extends Omit<RawLegacyAnswer, 'body'> {
  readonly body: AsyncIterable<Buffer>
}

/** One POST, up to the headers of its answer. Header names stay as they were written. */
export async function openAnswer(parameters: FetchParameters): Promise<OpenLegacyAnswer> {
  const { pool, path, headers, body, signal } = parameters
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
    body: response.body as AsyncIterable<Buffer>,
  }
}

/** Reads the whole body, up to the cap. */
export async function readAnswer(answer: OpenLegacyAnswer, maxBytes: number): Promise<RawLegacyAnswer> {
  const chunks = createChunkList()
  for await (const chunk of chunksUpTo(answer.body, maxBytes)) chunks.push(chunk)
  return { ...answer, body: chunks.takeAll() }
}

/** Reads a body as it comes. Throws for more bytes than the cap, and for an end that HTTP did not announce. */
export async function* chunksUpTo(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  const iterator = body[Symbol.asyncIterator]()
  let received = 0
  try {
    for (;;) {
      const { done, value } = await iterator.next().catch((cause: unknown) => {
        throw new AnswerCut(reasonOf(cause), { cause })
      })
      if (done) return
      received += value.length
      if (received > maxBytes) throw new AnswerTooLarge(`it is larger than ${maxBytes} bytes`)
      yield value
    }
  } finally {
    // Destroys a body that was not read to its end, and with it the connection.
    await iterator.return?.()
  }
}

/** The verdict of a v10 dendrite on an exchange that broke. */
export function failureOf(thrown: unknown, place: string): JudgedAnswer {
  if (thrown instanceof NoAddress) {
    return failure(503, `Service unavailable at ${place}: it is no address that can be called`)
  }
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
