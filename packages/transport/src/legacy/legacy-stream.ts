import { type Clock, isSubnetError, reasonOf, type TimeLimit } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import type { z } from 'zod'
import { type Course, createReadAhead, Left, Over, Stalled } from '../client/read-ahead.js'
import type { ExactJson } from './exact-json.js'
import { chunksUpTo, failureOf, type OpenLegacyAnswer, readAnswer } from './fetch-answer.js'
import type { LegacyResponse } from './legacy-response.js'
import type { LegacySynapse } from './legacy-synapse.js'
import { floatText } from './python-float.js'
import {
  failure,
  isLegacyStream,
  type JudgedAnswer,
  judgeLegacyAnswer,
  judgeLegacyStream,
} from './response-rules.js'

/** One request of a dendrite. */
export interface AskedLegacy {
  readonly endpoint: MinerEndpoint
  readonly synapse: LegacySynapse
  readonly values: ReadonlyMap<string, ExactJson>
  readonly timeoutMs: number
}

/** Response to a stream, once it is over. Its `synapse` has the fields of the request: a stream brings none. */
export interface LegacyStreamResponse<F extends z.ZodObject> extends LegacyResponse<F> {
  /** Bytes that were read. */
  readonly bytes: number
  /** Time to the first of them, in ms; null if none came. */
  readonly firstChunkMs: number | null
}

/**
 * Answer of a v10 axon, as the bytes come: how they are to be cut into messages is up to the subnet, and chunks need not be those
 * that the axon sent. Reading never throws because of a miner's behavior: it ends, and `response` has the outcome. A
 * stream that was cut short has the status 400, as far as HTTP shows it: v10 has no other mark of an end.
 */
export interface LegacyStream<F extends z.ZodObject> extends AsyncIterable<Buffer>, AsyncDisposable {
  /** Settles once the stream has ended; never rejects. */
  readonly response: Promise<LegacyStreamResponse<F>>
}

interface LegacyStreamParameters {
  readonly asked: AskedLegacy
  readonly chunkTimeoutMs: number
  /** End of the whole timeout; disposed by the stream. */
  readonly ends: TimeLimit
  readonly open: () => Promise<OpenLegacyAnswer>
  readonly responseOf: (judged: JudgedAnswer, latencyMs: number) => LegacyResponse<never>
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Starts a stream, read one chunk ahead of its consumer. */
export function createLegacyStream(parameters: LegacyStreamParameters): LegacyStream<never> {
  const { asked, chunkTimeoutMs, ends, open, responseOf, clock } = parameters
  let bytes = 0

  async function* source(): AsyncGenerator<Buffer, JudgedAnswer, undefined> {
    const { synapse } = asked
    const answer = await open()
    if (!isLegacyStream(answer)) {
      return await judgeLegacyAnswer(synapse, await readAnswer(answer, synapse.maxBytes))
    }
    for await (const chunk of chunksUpTo(answer.body, synapse.maxBytes)) {
      bytes += chunk.length
      yield chunk
    }
    return judgeLegacyStream(answer)
  }

  /** The timeouts are statuses of the miner; what the caller did is none. */
  function failureFor(thrown: unknown, { isConsumerSlower }: Course<unknown>): JudgedAnswer {
    const { reason } = ends.signal
    if (isSubnetError(thrown)) return ownTrouble(thrown.message)
    if (!ends.signal.aborted || reason instanceof Over) return failureOf(thrown, placeOf(asked))
    if (reason instanceof Stalled) return timedOut(chunkTimeoutMs)
    if (reason instanceof Left) return ownTrouble(reasonOf(reason))
    if (ends.isCauseOf(reason) && isConsumerSlower) return ownTrouble('the stream was not read in time')
    return timedOut(asked.timeoutMs)
  }

  const reading = createReadAhead({ ends, chunkDeadlineMs: chunkTimeoutMs, open: source, clock })
  return {
    response: reading.course.then((course) => {
      const { end, latencyMs, firstChunkMs } = course
      const judged = 'cause' in end ? failureFor(end.cause, course) : end.value
      return { ...responseOf(judged, latencyMs), bytes, firstChunkMs }
    }),
    [Symbol.asyncIterator]: () => reading.iterator,
    [Symbol.asyncDispose]: () => reading[Symbol.asyncDispose](),
  }
}

/** Address of a request, as statuses of v10 name it. */
export function placeOf({ endpoint: { host, port }, synapse }: AskedLegacy): string {
  return `${host}:${port}/${synapse.name}`
}

export function timedOut(timeoutMs: number): JudgedAnswer {
  return failure(408, `Request timeout after ${floatText(timeoutMs / 1000)} seconds`)
}

/** Trouble on this side has no status, so that it is not charged to a miner. */
function ownTrouble(message: string): JudgedAnswer {
  const judged = failure(0, message)
  return { ...judged, status: null, axon: { ...judged.axon, statusCode: null } }
}
