import { reasonOf } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { createDigest } from '../stream/digest.js'
import { LineTooLong, linesOf } from '../stream/lines.js'
import { maxLastRecordBytes, parseRecord, type StreamDigest, type StreamEnd } from '../stream/records.js'
import { malformed, nameOf, quote } from './failure.js'

interface ReadStreamParameters {
  readonly endpoint: MinerEndpoint
  readonly body: AsyncIterable<Buffer>
  /** Limit on the chunk records together. */
  readonly maxBytes: number
  /** Returns true for an end record that authenticates the stream, where it has to. */
  readonly isAuthentic: (digest: StreamDigest, end: StreamEnd) => boolean
  /** Receives each chunk record, its LF included. */
  readonly onRecord?: (line: Buffer) => void
  /** Makes the error for the line of an error record. */
  readonly refusal: (line: string) => Error
}

/**
 * Reads the records of a stream: yields the value of each chunk, unchecked, and returns what was counted at its end.
 * Throws STREAM_CUT for a stream without its end, RESPONSE_MALFORMED for one that breaks the rules or does not match its
 * end record, and the refusal for an error record.
 */
export async function* readStream(
  parameters: ReadStreamParameters,
): AsyncGenerator<unknown, StreamDigest, undefined> {
  const { endpoint, body, maxBytes, isAuthentic, refusal, onRecord } = parameters
  const digest = createDigest()
  const lines = linesOf(body, () => maxBytes - digest.bytes + maxLastRecordBytes)
  const cut = (detail: string, cause?: unknown) =>
    transportError('STREAM_CUT', { endpoint: nameOf(endpoint), chunks: digest.chunks, detail }, { cause })
  const nextLine = () =>
    lines.next().catch((cause: unknown) => {
      if (cause instanceof LineTooLong)
        throw malformed(endpoint, `it is larger than ${maxBytes} bytes`, cause)
      throw cut(quote(reasonOf(cause)), cause)
    })
  try {
    for (;;) {
      const { done, value: line } = await nextLine()
      if (done) throw cut(line.length === 0 ? 'it has no end record' : 'it ended within a record')
      const record = await parseRecord(line)
      if (record === null) throw malformed(endpoint, `line ${digest.chunks + 1} is no record of a stream`)
      if (record.kind === 'error') throw refusal(line.toString('utf8'))
      if (record.kind === 'end') {
        const counted = digest.end()
        checkEnd(endpoint, counted, record.end)
        if (!isAuthentic(counted, record.end)) {
          throw malformed(endpoint, 'its end does not have the MAC of the session')
        }
        const after = await nextLine()
        if (!after.done || after.value.length > 0)
          throw malformed(endpoint, 'it goes on after its end record')
        return counted
      }
      digest.add(line)
      onRecord?.(line)
      if (digest.bytes > maxBytes) throw malformed(endpoint, `it is larger than ${maxBytes} bytes`)
      yield record.value
    }
  } finally {
    // Leaving the lines destroys the body and with it the connection; not awaited, it may wait for bytes.
    lines.return(Buffer.alloc(0)).catch(() => {})
  }
}

function checkEnd(endpoint: MinerEndpoint, counted: StreamDigest, end: StreamEnd): void {
  for (const what of ['chunks', 'bytes', 'sha256'] as const) {
    if (counted[what] === end[what]) continue
    throw malformed(endpoint, `its end record states ${end[what]} as ${what}, and ${counted[what]} came`)
  }
}
