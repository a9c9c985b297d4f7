import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { untilAborted } from '@subnetkit/base'

interface StreamParameters {
  readonly response: ServerResponse
  readonly headers: Readonly<Record<string, string>>
  readonly chunks: AsyncIterable<string | Uint8Array>
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** Called once the generator of the chunks has ended. */
  readonly onClosed: () => void
}

/**
 * Sends headers and then chunks as they come. Throws if the signal aborts or too many bytes come; the connection must be cut
 * then: the status has long been sent, so only a broken connection can still signal the failure.
 */
export async function streamAnswer(parameters: StreamParameters): Promise<void> {
  const { response, headers, chunks, maxBytes, signal, onClosed } = parameters
  let iterator: AsyncIterator<string | Uint8Array> | undefined
  try {
    signal.throwIfAborted()
    iterator = chunks[Symbol.asyncIterator]()
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
    let sent = 0
    for (;;) {
      // A stream that never yields again must not hold the request.
      const { done, value } = await untilAborted(iterator.next(), signal)
      if (done) break
      sent += Buffer.byteLength(value)
      if (sent > maxBytes) throw new Error(`the stream is longer than ${maxBytes} bytes`)
      // A turn of the loop lets the bytes leave and other streams run, since a generator may never wait.
      if (response.write(value)) await setImmediate()
      else await once(response, 'drain', { signal })
    }
    response.end()
  } finally {
    // Not awaited: a generator that hangs would never return.
    close(iterator).finally(onClosed)
  }
}

/** Ends the generator, which runs its `finally`; a failure there has no reader any more. */
async function close(iterator: AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.()
  } catch {}
}
