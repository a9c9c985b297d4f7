import { setImmediate } from 'node:timers/promises'
import { type Clock, isSubnetError, type SubnetError, systemClock, untilAborted } from '@subnetkit/base'
import type { StreamSynapse } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { createDigest } from '../stream/digest.js'
import { chunkLine, endLine, type StreamDigest, type StreamEnd, streamType } from '../stream/records.js'

/** The part of node's `ServerResponse` that a stream needs. */
interface StreamSink {
  readonly destroyed: boolean
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown
  /** Returns false if `drain` will be emitted. */
  write(text: string): boolean
  end(text: string): unknown
  destroy(): unknown
  once(event: 'drain', listener: () => void): unknown
  off(event: 'drain', listener: () => void): unknown
}

interface SendStreamParameters {
  /** Name of the synapse. */
  readonly name: string
  readonly synapse: Pick<StreamSynapse, 'chunkDeadlineMs' | 'deadlineMs' | 'maxBytes'>
  /** Chunks of the handler, which match their schema. */
  readonly chunks: AsyncIterable<unknown>
  readonly response: StreamSink
  /** Headers of the answer, besides the content type. */
  readonly headers: Readonly<Record<string, string>>
  /** Controls the handler's signal; aborted when the caller leaves. */
  readonly ends: AbortController
  /** Members of the end record besides what was counted. */
  readonly seal: (digest: StreamDigest) => Partial<StreamEnd>
  /** Text of the error record. */
  readonly encodeError: (error: SubnetError) => string
  /** Called once the handler's generator has ended, or has used up its deadline. */
  readonly onClosed: () => void
  /** @default the system's */
  readonly clock?: Clock | undefined
  /** Lets the bytes leave and other streams run, since a handler may never wait. @default one turn of the event loop */
  readonly nextTurn?: (() => Promise<void>) | undefined
}

/** Outcome of a stream whose first record was sent, or whose caller left. */
export interface SentStream {
  /** Failure after the first chunk, which was sent to the caller; null if there was none. */
  readonly error: SubnetError | null
  /** True if its end record was sent; false also if the caller left. */
  readonly isWhole: boolean
  /** Bytes of the chunk records. */
  readonly bytes: number
}

/**
 * Sends the chunks of a handler as they come, and no faster than the caller reads them. Status and headers go out with
 * the first chunk: what fails before it is thrown, for an ordinary refusal. A later failure becomes the error record.
 */
export async function sendStream(parameters: SendStreamParameters): Promise<SentStream> {
  const { name, synapse, chunks, response, ends, seal, encodeError, onClosed } = parameters
  const { clock = systemClock, nextTurn = setImmediate } = parameters
  const { chunkDeadlineMs, deadlineMs, maxBytes } = synapse
  const { signal } = ends
  const iterator = chunks[Symbol.asyncIterator]()
  const digest = createDigest()
  let isDraining = false
  const tooSlow = (limitMs: number) =>
    ends.abort(
      isDraining
        ? transportError('STREAM_UNREAD', { synapse: name, limitMs })
        : transportError('HANDLER_TOO_SLOW', { synapse: name, deadlineMs: limitMs }),
    )
  let free = onClosed
  const release = () => {
    free()
    free = () => {}
  }
  const timer = clock.timeout(() => {
    tooSlow(deadlineMs)
    release()
  }, deadlineMs)

  async function nextLine(): Promise<string | null> {
    const limit = clock.timeout(() => tooSlow(chunkDeadlineMs), chunkDeadlineMs)
    try {
      const { done, value } = await untilAborted(iterator.next(), signal)
      if (done) return null
      const line = encodeChunk(name, value)
      digest.add(Buffer.from(line, 'utf8'))
      if (digest.bytes <= maxBytes) return line
      throw transportError('HANDLER_FAILED', {
        synapse: name,
        detail: `gave a stream larger than ${maxBytes} bytes`,
      })
    } finally {
      limit.cancel()
    }
  }

  async function write(line: string): Promise<void> {
    if (response.write(line)) return await nextTurn()
    isDraining = true
    let onDrain = () => {}
    const drained = new Promise<void>((resolve) => {
      onDrain = resolve
    })
    response.once('drain', onDrain)
    await untilAborted(drained, signal).finally(() => response.off('drain', onDrain))
    isDraining = false
  }

  let isBegun = false
  try {
    let line = await nextLine()
    response.writeHead(200, { ...parameters.headers, 'content-type': streamType })
    isBegun = true
    while (line !== null) {
      await write(line)
      line = await nextLine()
    }
    const counted = digest.end()
    response.end(endLine({ ...counted, ...seal(counted) }))
    return { error: null, isWhole: true, bytes: counted.bytes }
  } catch (thrown) {
    const outcome = { isWhole: false, bytes: digest.bytes }
    if (signal.aborted && !isSubnetError(signal.reason)) return { error: null, ...outcome }
    // A handler that stops because its signal aborted has not failed: what ended it has.
    const cause: unknown = signal.aborted ? signal.reason : thrown
    if (!isBegun) throw cause
    const error = isSubnetError(cause)
      ? cause
      : transportError('HANDLER_FAILED', { synapse: name, detail: 'threw' }, { cause: thrown })
    // Who does not read would leave the last record where it is, and the connection open.
    if (error.code === 'STREAM_UNREAD') response.destroy()
    else if (!response.destroyed) response.end(`${encodeError(error)}\n`)
    return { error, ...outcome }
  } finally {
    // A generator that ignores its signal keeps its place until its time is over.
    void close(iterator, ends).finally(() => {
      timer.cancel()
      release()
    })
  }
}

/** Ends the generator, which runs its `finally`; a failure there has no reader any more. */
async function close(iterator: AsyncIterator<unknown>, ends: AbortController): Promise<void> {
  if (!ends.signal.aborted) ends.abort(new Error('the stream has ended'))
  try {
    await iterator.return?.()
  } catch {}
}

function encodeChunk(synapse: string, value: unknown): string {
  const fail = (cause?: unknown) => {
    const detail = 'gave a chunk that cannot be written as JSON'
    return transportError('HANDLER_FAILED', { synapse, detail }, { cause })
  }
  let line: string | null
  try {
    line = chunkLine(value)
  } catch (cause) {
    throw fail(cause)
  }
  if (line === null) throw fail()
  return line
}
