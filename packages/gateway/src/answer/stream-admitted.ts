import type { Exchange } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import type { StreamFormat } from '../wire/stream-format.js'
import type { Cut } from './cut.js'
import { type HeadedStream, streamTo } from './stream-to.js'

interface AdmittedStream {
  readonly admitted: { end(cut?: Cut): Promise<void> }
  readonly headers: Readonly<Record<string, string>>
  readonly format?: StreamFormat | undefined
}

/** Responds to an admitted request with what `write` sends, and ends the request: its receipt states why a stream that has begun is not whole. */
export async function streamAdmitted(
  exchange: Exchange,
  parts: Pick<GatewayParts, 'clock' | 'onError'>,
  { admitted, headers, format }: AdmittedStream,
  write: (stream: HeadedStream) => Promise<void>,
): Promise<void> {
  let cut: Cut | undefined
  try {
    await streamTo(exchange, parts, { headers, format }, async (stream) => {
      try {
        await write(stream)
      } catch (error) {
        cut = { error }
        throw error
      }
    })
  } finally {
    // Without headers nobody knows of a receipt.
    await admitted.end(exchange.response.headersSent ? cut : undefined)
  }
}
