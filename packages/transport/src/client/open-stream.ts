import { mediaTypeOf } from '../http/headers.js'
import { maxLastRecordBytes, type StreamDigest, streamType } from '../stream/records.js'
import { malformed } from './failure.js'
import { type ExchangeParameters, openAnswer } from './open-answer.js'
import { readStream } from './read-stream.js'
import { refusalOf } from './refusal.js'

/**
 * Sends one call and reads its stream: yields the chunks, unchecked, and returns what was counted at the end. Throws
 * as `openAnswer` and `readStream` do.
 */
export async function* openStream(
  parameters: ExchangeParameters,
): AsyncGenerator<unknown, StreamDigest, undefined> {
  const { endpoint, maxBytes, sessions, receipts } = parameters
  const { origin, response, call, note } = await openAnswer(parameters)
  const { statusCode: status, headers } = response
  if (mediaTypeOf(headers['content-type']) !== streamType) {
    response.body.on('error', () => {}).destroy()
    throw malformed(endpoint, `it is not a stream of ${streamType}`)
  }
  // A receipt covers the chunk records; they are kept only where receipts are collected.
  const lines: Buffer[] = []
  const records = readStream({
    ...(receipts && { onRecord: (line) => lines.push(line) }),
    endpoint,
    body: response.body,
    maxBytes,
    isAuthentic: ({ sha256 }, { mac = '' }) => call?.isStreamedBy({ status, sha256, mac }) ?? true,
    refusal: (line) => refusalOf(parameters, { statusCode: statusIn(line), headers: {} }, line),
  })
  try {
    for (;;) {
      const { done, value } = await records.next()
      if (done) {
        note(status, Buffer.concat(lines))
        if (!call) sessions.noteAnswer(origin, endpoint)
        return value
      }
      yield value
    }
  } finally {
    await records.return({} as StreamDigest)
  }
}

/** Status that an error record states; 500 if it states none of a failure. */
function statusIn(line: string): number {
  try {
    const status: unknown = line.length > maxLastRecordBytes ? null : JSON.parse(line).error.data.httpStatus
    return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599 ? Number(status) : 500
  } catch {
    return 500
  }
}
