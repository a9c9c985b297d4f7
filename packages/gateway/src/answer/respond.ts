import { openEventStream } from '../http/event-stream.js'
import { type Exchange, sendJson } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import { ApiError, toApiError } from '../wire/api-error.js'
import { chunkFormat, type StreamFormat } from '../wire/stream-format.js'

/** Anything that can be asked for once, and has to be ended. */
interface Runnable<Served> {
  readonly headers: Readonly<Record<string, string>>
  run(): Promise<Served>
  end(): Promise<void>
}

export interface ResponseParts<Served> {
  readonly admitted: Runnable<Served>
  /** Headers beside those of the admission. */
  readonly headers: Readonly<Record<string, string>>
  /** Returns the body of a response that is not streamed. */
  readonly bodyOf: (served: Served) => object
  /** Returns the frames of a stream; absent for an answer at once. */
  readonly framesOf?: ((served: Served) => Iterable<object>) | undefined
  /** @default frames without names, and [DONE] */
  readonly format?: StreamFormat | undefined
}

/** Runs an admitted request, and responds at once or as a stream. */
export async function respond<Served extends { readonly headers: Readonly<Record<string, string>> }>(
  exchange: Exchange,
  parts: Pick<GatewayParts, 'clock' | 'onError'>,
  { admitted, bodyOf, framesOf, format = chunkFormat, ...given }: ResponseParts<Served>,
): Promise<void> {
  const { response, signal, id: requestId } = exchange
  const headers = { ...admitted.headers, ...given.headers }
  try {
    if (framesOf === undefined) {
      const served = await admitted.run()
      return sendJson(exchange, 200, bodyOf(served), { ...headers, ...served.headers })
    }
    let sent: Readonly<Record<string, string>> = headers
    using stream = openEventStream({ response, signal, clock: parts.clock, headers: () => sent, format })
    try {
      // The answer is whole before its first frame: until then another miner can be asked, and an error has its status.
      const served = await admitted.run()
      sent = { ...headers, ...served.headers }
      for (const frame of framesOf(served)) await stream.send(frame)
      stream.done()
    } catch (error) {
      if (signal.aborted || !stream.fail(toApiError(error))) throw error
      if (!(error instanceof ApiError)) parts.onError(error, requestId)
    }
  } finally {
    await admitted.end()
  }
}
