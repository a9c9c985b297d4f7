import { type Clock, isSubnetError, reasonOf, type TimeLimit } from '@subnetkit/base'
import type { MinerEndpoint, MinerStream, QueryResult, StreamResult, StreamSynapse } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import type { StreamDigest } from '../stream/records.js'
import { aborted, absent, failureOf, nameOf, Refusal } from './failure.js'
import { type Course, createReadAhead, Over, Stalled } from './read-ahead.js'
import type { Slot } from './slots.js'

/** One stream as a client opens it. */
export interface MinerStreamParameters {
  readonly endpoint: MinerEndpoint
  /** Name of the synapse. */
  readonly name: string
  readonly synapse: Pick<StreamSynapse, 'chunkDeadlineMs'>
  /** Total time, in ms. */
  readonly deadlineMs: number
  /** End of the total time; disposed here. */
  readonly ends: TimeLimit
  /** Waits for a place among the queries of the client. */
  readonly takeSlot: () => Promise<Slot>
  readonly maxConcurrent: number
  /** Sends the call; yields the checked chunks, as fast as they are asked for, and returns what was counted. */
  readonly open: () => AsyncGenerator<unknown, StreamDigest, undefined>
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/**
 * Starts a stream. The deadlines judge the miner by the time that it was waited for: if the total time passes while its
 * consumer was the slower one, that is `ours`.
 */
export function createMinerStream(parameters: MinerStreamParameters): MinerStream<unknown> {
  const { endpoint, name, deadlineMs, ends, takeSlot, maxConcurrent, open, clock } = parameters
  const { chunkDeadlineMs } = parameters.synapse
  let slot: Slot | undefined

  const reading = createReadAhead({
    ...{ ends, chunkDeadlineMs, open, clock },
    async prepare() {
      slot = await takeSlot()
      return slot
    },
  })

  /** Error to judge by: that which ended the work, not its consequences. */
  function errorOf(thrown: unknown, { chunks, isConsumerSlower }: Course<unknown>): unknown {
    const stalled = () =>
      absent({ endpoint, deadlineMs: chunkDeadlineMs }, `the stream stalled after ${chunks} chunks`)
    // Both ends have the same chunk deadline: which of them notices first must not matter.
    if (thrown instanceof Refusal && thrown.failure.code === 'HANDLER_TOO_SLOW') return stalled()
    const { aborted: isAborted, reason } = ends.signal
    if (!isAborted || reason instanceof Over || isSubnetError(thrown, 'MINER_UNREACHABLE')) return thrown
    if (reason instanceof Stalled) return stalled()
    if (!ends.isCauseOf(reason)) return aborted(endpoint, reasonOf(reason))
    if (slot?.waited !== false)
      return transportError('CLIENT_BUSY', { endpoint: nameOf(endpoint), limit: maxConcurrent })
    if (!isConsumerSlower) return absent({ endpoint, deadlineMs }, 'the deadline passed')
    return transportError('STREAM_UNREAD', { synapse: name, limitMs: deadlineMs })
  }

  function resultOf(course: Course<StreamDigest>): StreamResult {
    const { end, chunks, firstChunkMs, latencyMs } = course
    const timings = { chunks, firstChunkMs, latencyMs }
    if ('cause' in end)
      return { ...failureOf(errorOf(end.cause, course), { endpoint, deadlineMs }), ...timings }
    const { bytes, sha256 } = end.value
    return { kind: 'ok', bytes, sha256, ...timings }
  }

  return {
    result: reading.course.then(resultOf),
    [Symbol.asyncIterator]: () => reading.iterator,
    [Symbol.asyncDispose]: () => reading[Symbol.asyncDispose](),
  }
}

/** Reads a stream to its end: the result of a query. */
export async function collectStream(stream: MinerStream<unknown>): Promise<QueryResult<unknown[]>> {
  const output: unknown[] = []
  for await (const chunk of stream) output.push(chunk)
  const { chunks: _, firstChunkMs, ...result } = await stream.result
  if (result.kind !== 'ok') return result
  return { kind: 'ok', output, latencyMs: result.latencyMs, firstChunkMs }
}
