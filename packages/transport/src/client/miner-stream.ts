import { type Clock, isSubnetError, reasonOf, type TimeLimit } from '@subnetkit/base'
import type { MinerEndpoint, MinerStream, QueryResult, StreamResult, StreamSynapse } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import type { StreamDigest } from '../stream/records.js'
import { type Asked, aborted, absent, failureOf, nameOf, Refusal } from './failure.js'
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
  /** Sends the call; yields the chunks, as fast as they are asked for, and returns what was counted. */
  readonly open: () => AsyncGenerator<unknown, StreamDigest, undefined>
  /**
   * Checks one chunk for its consumer, in the consumer's time: a miner is judged by the arrival of its chunks.
   * @default takes any
   */
  readonly check?: ((chunk: unknown) => Promise<unknown>) | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/**
 * Starts a stream. The deadlines judge the miner by the time that it was waited for: if the total time passes while its
 * consumer was the slower one, that is `ours`.
 */
export function createMinerStream(parameters: MinerStreamParameters): MinerStream<unknown> {
  const { endpoint, name, deadlineMs, ends, takeSlot, maxConcurrent, open, check, clock } = parameters
  const { chunkDeadlineMs } = parameters.synapse
  let slot: Slot | undefined
  let checking: Promise<unknown> | undefined
  /** Error of a chunk that was refused, after which none is passed on. */
  let refused: { readonly error: unknown } | undefined

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
      absent({ endpoint }, `the stream stalled for ${chunkDeadlineMs} ms after ${chunks} chunks`)
    // Both ends have the same chunk deadline: which of them notices first must not matter.
    if (thrown instanceof Refusal && thrown.failure.code === 'HANDLER_TOO_SLOW') return stalled()
    const { aborted: isAborted, reason } = ends.stop
    if (!isAborted || reason instanceof Over || isSubnetError(thrown, 'MINER_UNREACHABLE')) return thrown
    if (reason instanceof Stalled) return stalled()
    if (!ends.isCauseOf(reason)) return aborted(endpoint, reasonOf(reason))
    if (slot?.waited !== false)
      return transportError('CLIENT_BUSY', { endpoint: nameOf(endpoint), limit: maxConcurrent })
    if (!isConsumerSlower) return absent({ endpoint }, `the deadline passed after ${deadlineMs} ms`)
    return transportError('STREAM_UNREAD', { synapse: name, limitMs: deadlineMs })
  }

  function resultOf(course: Course<StreamDigest>): StreamResult {
    const { end, chunks, firstChunkMs, latencyMs } = course
    const timings = { chunks, firstChunkMs, latencyMs }
    const failed = (error: unknown) => ({ ...failureOf(error, { endpoint, deadlineMs }), ...timings })
    if (refused) return failed(refused.error)
    if ('cause' in end) return failed(errorOf(end.cause, course))
    const { bytes, sha256 } = end.value
    return { kind: 'ok', bytes, sha256, ...timings }
  }

  async function next(): Promise<IteratorResult<unknown, void>> {
    const step = await reading.iterator.next()
    if (step.done || refused) return { done: true, value: undefined }
    if (!check) return step
    const checked = check(step.value)
    checking = checked
    try {
      return { done: false, value: await checked }
    } catch (error) {
      refused = { error }
      ends.abort(error)
      return { done: true, value: undefined }
    }
  }

  return {
    // The last chunks may still be being checked when the stream is over.
    result: reading.course.then(async (course) => {
      await checking?.catch(() => {})
      return resultOf(course)
    }),
    [Symbol.asyncIterator]: () => ({ ...reading.iterator, next }),
    [Symbol.asyncDispose]: () => reading[Symbol.asyncDispose](),
  }
}

/** Reads a stream to its end, and only then checks its chunks. */
export async function collectStream(
  stream: MinerStream<unknown>,
  check: (chunks: readonly unknown[]) => Promise<unknown>,
  asked: Asked,
  keepReceived = false,
): Promise<QueryResult<unknown>> {
  const chunks: unknown[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const { chunks: _, firstChunkMs, ...result } = await stream.result
  if (result.kind !== 'ok') return result
  const { latencyMs } = result
  try {
    const received = keepReceived ? { received: chunks } : {}
    return { kind: 'ok', output: await check(chunks), latencyMs, firstChunkMs, ...received }
  } catch (thrown) {
    return { ...failureOf(thrown, asked), latencyMs }
  }
}
