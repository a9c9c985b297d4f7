import {
  type Clock,
  isSubnetError,
  reasonOf,
  systemClock,
  type TimeLimit,
  untilAborted,
} from '@subnetkit/base'
import type { MinerEndpoint, MinerStream, QueryResult, StreamResult, StreamSynapse } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import type { StreamDigest } from '../stream/records.js'
import { aborted, absent, failureOf, nameOf, Refusal } from './failure.js'
import { createHandover } from './handover.js'
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
 * Starts a stream and reads one chunk ahead of its consumer. The deadlines judge the miner by the time that it was
 * waited for: if the total time passes while its consumer was the slower one, that is `ours`.
 */
export function createMinerStream(parameters: MinerStreamParameters): MinerStream<unknown> {
  const { endpoint, name, deadlineMs, ends, takeSlot, maxConcurrent, open, clock = systemClock } = parameters
  const { chunkDeadlineMs } = parameters.synapse
  const { signal } = ends
  const handover = createHandover<unknown>()
  let startedAt = clock.now()
  let slot: Slot | undefined
  let chunks = 0
  let firstChunkMs: number | null = null
  /** Time for which a chunk waited for the consumer, in ms. */
  let heldMs = 0
  let heldSince: number | null = null
  const timed = () => clock.now() - startedAt

  const stalled = () =>
    absent({ endpoint, deadlineMs: chunkDeadlineMs }, `the stream stalled after ${chunks} chunks`)

  async function nextOf(source: AsyncIterator<unknown, StreamDigest>) {
    const limit = clock.timeout(() => ends.abort(stalled()), chunkDeadlineMs)
    try {
      return await untilAborted(source.next(), signal)
    } finally {
      limit.cancel()
    }
  }

  async function handOver(chunk: unknown): Promise<void> {
    firstChunkMs ??= timed()
    chunks++
    heldSince = clock.now()
    await untilAborted(handover.put(chunk), signal)
    heldMs += clock.now() - heldSince
    heldSince = null
  }

  async function run(): Promise<StreamResult> {
    let source: AsyncGenerator<unknown, StreamDigest, undefined> | undefined
    try {
      signal.throwIfAborted()
      slot = await takeSlot()
      // Our own queue is no latency of the miner.
      startedAt = clock.now()
      source = open()
      for (;;) {
        const { done, value } = await nextOf(source)
        if (done) {
          const { bytes, sha256 } = value
          return { kind: 'ok', chunks, bytes, sha256, firstChunkMs, latencyMs: timed() }
        }
        await handOver(value)
      }
    } catch (thrown) {
      const failure = failureOf(causeOf(thrown), { endpoint, deadlineMs })
      return { ...failure, chunks, firstChunkMs, latencyMs: timed() }
    } finally {
      handover.end()
      // Ends the connection of a stream that did not come to its end.
      ends.abort(new Error('the stream is over'))
      source?.return?.({} as StreamDigest).catch(() => {})
      slot?.[Symbol.dispose]()
      ends[Symbol.dispose]()
    }
  }

  /** Error to judge by: that which ended the work, not its consequences. */
  function causeOf(thrown: unknown): unknown {
    // Both ends have the same chunk deadline: which of them notices first must not matter.
    if (thrown instanceof Refusal && thrown.failure.code === 'HANDLER_TOO_SLOW') return stalled()
    if (!signal.aborted || isSubnetError(thrown, 'MINER_UNREACHABLE')) return thrown
    const { reason } = signal
    if (isSubnetError(reason)) return reason
    if (!ends.isCauseOf(reason)) return aborted(endpoint, reasonOf(reason))
    if (slot?.waited !== false)
      return transportError('CLIENT_BUSY', { endpoint: nameOf(endpoint), limit: maxConcurrent })
    const held = heldMs + (heldSince === null ? 0 : clock.now() - heldSince)
    if (held * 2 <= timed()) return absent({ endpoint, deadlineMs }, 'the deadline passed')
    return transportError('STREAM_UNREAD', { synapse: name, limitMs: deadlineMs })
  }

  const result = run()
  const leave = () => {
    ends.abort(aborted(endpoint, 'its reader left the stream'))
    handover.end()
  }
  const iterator: AsyncIterator<unknown, void> = {
    next: () => handover.next(),
    async return() {
      leave()
      return { done: true, value: undefined }
    },
  }
  return {
    result,
    [Symbol.asyncIterator]: () => iterator,
    async [Symbol.asyncDispose]() {
      leave()
      await result
    },
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
