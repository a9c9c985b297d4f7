import { type Exchange, sendJson } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import type { StreamFormat } from '../wire/stream-format.js'
import type { Cut } from './cut.js'
import { streamAdmitted } from './stream-admitted.js'

/** Anything that can be asked for once, and has to be ended. */
interface Runnable<Served> {
  readonly headers: Readonly<Record<string, string>>
  run(): Promise<Served>
  end(cut?: Cut): Promise<void>
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
  { admitted, bodyOf, framesOf, format, ...given }: ResponseParts<Served>,
): Promise<void> {
  const headers = Object.assign({}, admitted.headers, given.headers)
  if (framesOf !== undefined) {
    return streamAdmitted(exchange, parts, { admitted, headers, format }, async (stream) => {
      // The answer is whole before its first frame: until then another miner can be asked, and an error has its status.
      const served = await admitted.run()
      stream.addHeaders(served.headers)
      for (const frame of framesOf(served)) await stream.send(frame)
    })
  }
  try {
    const served = await admitted.run()
    sendJson(exchange, 200, bodyOf(served), Object.assign(headers, served.headers))
  } finally {
    await admitted.end()
  }
}
