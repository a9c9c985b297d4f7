import type { IncomingHttpHeaders } from 'node:http'
import type { Served } from '../answer/admit.js'
import type { LiveFrames } from '../answer/respond-live.js'
import { chunkFormat, type StreamFormat } from '../wire/stream-format.js'
import { lineOf, linesIn } from './chunk-lines.js'
import type { SynapseAnswer } from './synapse-call.js'
import { trpcError } from './trpc-error.js'

/** Returns true for a client that reads a synapse that streams chunk by chunk: what it accepts first is a stream of events. */
export const wantsChunks = ({ accept = '' }: IncomingHttpHeaders): boolean =>
  /^\s*text\/event-stream\s*(;|,|$)/i.test(accept)

/** A chunk as a line of JSON, which a frame has as it is. */
interface ChunkFrame {
  readonly line: string
}

/** Frames of a synapse's stream: one for each chunk, then its end with the cost; an error has the shape of tRPC's. */
export const chunkStream = (synapse: string): StreamFormat => ({
  frame: (data) =>
    'line' in data ? `data: {"chunk":${(data as ChunkFrame).line}}\n\n` : chunkFormat.frame(data),
  end: chunkFormat.end,
  error: (error) => trpcError(error, synapse),
})

const chunkOf = (line: string): ChunkFrame => ({ line })

const endOf = ({ headers }: Served<SynapseAnswer>) => ({
  end: {
    cost: Number(headers['x-subnet-cost'] ?? 0),
    miners: (headers['x-subnet-miners'] ?? '').split(', ').filter((one) => one !== ''),
  },
})

/** Frames of an answer while its miner writes it. */
export const chunkFrames: LiveFrames<SynapseAnswer> = {
  begin: () => [],
  add: (lines) => linesIn(lines).map(chunkOf),
  end: (served) => [endOf(served)],
}

/** Frames of an answer that is there: of a model that does not stream. */
export const framesOfWhole = (served: Served<SynapseAnswer>): readonly object[] => [
  ...(served.choices[0]!.answer.json as readonly unknown[]).flatMap((chunk) =>
    linesIn(lineOf(chunk)).map(chunkOf),
  ),
  endOf(served),
]
