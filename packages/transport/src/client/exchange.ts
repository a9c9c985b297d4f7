import { checkReceipts } from '@subnetkit/core'
import { calleesHeader } from '../receipts/statements.js'
import { sessionHeaders } from '../session/headers.js'
import { dataOf, parseResult, readAnswer } from './answer.js'
import { malformed } from './failure.js'
import { type ExchangeParameters, openAnswer } from './open-answer.js'
import { readParts, readPartsAnswer } from './parts-exchange.js'

/**
 * Sends one tRPC mutation as {@link openAnswer} does, and returns its data. Also throws RESPONSE_MALFORMED for an answer of
 * too many bytes, of another form or without the MAC of its session.
 */
export async function exchange(parameters: ExchangeParameters): Promise<unknown> {
  const { endpoint, maxBytes, sessions, spool, onArrival, receipts } = parameters
  const { origin, response, call, note } = await openAnswer(parameters)
  const { body: source, headers, statusCode: status } = response
  noteCallees(parameters, headers[calleesHeader.toLowerCase()])
  const isHashed = call !== null || receipts !== null
  const contentType = headers['content-type']
  const body = spool
    ? await readPartsAnswer({ body: source, contentType, maxBytes, endpoint, spool, isHashed })
    : await readAnswer(source, maxBytes, endpoint)
  onArrival?.()
  try {
    const mac = String(headers[sessionHeaders.mac.toLowerCase()] ?? '')
    if (call && !call.isAnsweredBy({ status, body, mac })) {
      throw malformed(endpoint, 'it does not have the MAC of the session')
    }
    note(status, body)
    const result =
      body instanceof Uint8Array
        ? await parseResult(body, endpoint)
        : dataOf(await readParts(body, endpoint), endpoint)
    if (!call) sessions.noteAnswer(origin, endpoint)
    return result
  } catch (error) {
    if (!(body instanceof Uint8Array)) body.release()
    throw error
  }
}

/** A list that cannot be read is none: it is no part of the answer. */
function noteCallees({ onCallees }: ExchangeParameters, text: string | string[] | undefined): void {
  const list = typeof text === 'string' ? checkReceipts(text) : null
  if (list !== null && list.length > 0) onCallees?.(list)
}
