import type { Exchange } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import type { StreamFormat } from '../wire/stream-format.js'
import type { Admitted, Served } from './admit.js'
import { streamAdmitted } from './stream-admitted.js'

/** Frames of an answer that grows. */
export interface LiveFrames<Answer> {
  /** Frames before its text. */
  begin(): Iterable<object>
  /** Frames of the next part of its text. */
  add(text: string): Iterable<object>
  /** Frames after its text. */
  end(served: Served<Answer>): Iterable<object>
}

interface LiveParts<Answer> {
  readonly admitted: Admitted<Answer>
  /** Headers beside those of the admission. */
  readonly headers: Readonly<Record<string, string>>
  readonly frames: LiveFrames<Answer>
  /** @default frames without names, and [DONE] */
  readonly format?: StreamFormat | undefined
}

/** Runs an admitted request, and passes the answer on while its miner writes it. */
export async function respondLive<Answer>(
  exchange: Exchange,
  parts: Pick<GatewayParts, 'clock' | 'onError'>,
  { admitted, frames, format, ...given }: LiveParts<Answer>,
): Promise<void> {
  const headers = Object.assign({}, admitted.headers, given.headers)
  await streamAdmitted(exchange, parts, { admitted, headers, format }, async (stream) => {
    const live = await admitted.open()
    stream.addHeaders(live.headers)
    for (const frame of frames.begin()) await stream.send(frame)
    for await (const text of live.texts) for (const frame of frames.add(text)) await stream.send(frame)
    const served = await live.serve()
    for (const frame of frames.end(served)) await stream.send(frame)
  })
}
