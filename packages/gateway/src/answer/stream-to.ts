import { type EventStream, openEventStream } from '../http/event-stream.js'
import { ClientGone, type Exchange } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import { ApiError, toApiError } from '../wire/api-error.js'
import { chunkFormat, type StreamFormat } from '../wire/stream-format.js'

/** A stream whose headers can be completed until its first byte. */
export interface HeadedStream extends Pick<EventStream, 'send'> {
  addHeaders(headers: Readonly<Record<string, string>>): void
}

interface StreamParts {
  readonly headers: Readonly<Record<string, string>>
  readonly format?: StreamFormat | undefined
}

/** Responds with what `write` sends. An error before the first byte is thrown, and one after it is the last frame. */
export async function streamTo(
  { response, left: stop, isNamed, id: requestId }: Exchange,
  { clock, onError }: Pick<GatewayParts, 'clock' | 'onError'>,
  { headers, format = chunkFormat }: StreamParts,
  write: (stream: HeadedStream) => Promise<void>,
): Promise<void> {
  let all = headers
  using stream = openEventStream({ response, stop, clock, headers: () => all, format, isLasting: isNamed })
  const { send } = stream
  const addHeaders = (more: Readonly<Record<string, string>>) => {
    all = Object.assign({}, all, more)
  }
  try {
    await write({ send, addHeaders })
    stream.done()
  } catch (error) {
    if (stop.aborted || error instanceof ClientGone || !stream.fail(toApiError(error))) throw error
    if (!(error instanceof ApiError)) onError(error, requestId)
  }
}
