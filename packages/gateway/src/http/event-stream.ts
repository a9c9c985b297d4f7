import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Clock, type Stop, stopWith } from '@subnetkit/base'
import type { ApiError } from '../wire/api-error.js'
import { chunkFormat, type StreamFormat } from '../wire/stream-format.js'
import { ClientGone } from './exchange.js'

/** Time to the first byte of a stream whose answer is not there yet, in ms: until then an error has its status. */
const commitMs = 5_000
/** Time between two comments that keep a stream alive, in ms. */
const commentMs = 10_000
/** Time for a client that reads nothing, in ms. */
const stuckMs = 30_000
/** Characters of frames that a stream writes before the other streams have their turn. */
const turnLength = 16_384

/** A stream of server-sent events, which begins with its first frame or, while it waits, with a comment. */
export interface EventStream extends Disposable {
  /** Writes one frame, in one piece with others of the same tick. Throws for a client that has left or reads nothing. */
  send(data: object): Promise<void>
  /** Ends well. */
  done(): void
  /** Ends with an error; returns false if nothing was sent, so that it can have its status. */
  fail(error: ApiError): boolean
}

interface EventStreamParameters {
  readonly response: ServerResponse
  readonly stop: Stop
  readonly clock: Pick<Clock, 'timeout' | 'interval'>
  /** Headers, known by the time of the first byte. */
  readonly headers: () => Readonly<Record<string, string>>
  /** @default frames without names, and [DONE] */
  readonly format?: StreamFormat | undefined
  /** True to go on writing once the client has left, for a response that is recorded. @default false */
  readonly isLasting?: boolean | undefined
}

export function openEventStream(parameters: EventStreamParameters): EventStream {
  const { response, stop, clock, headers, format = chunkFormat, isLasting } = parameters
  /** Frames of this tick that are not written yet. */
  let ready = ''
  // An event name or an empty frame breaks clients, and a comment none.
  const comment = () => {
    commit()
    response.flushHeaders()
    response.write(': waiting\n\n')
  }
  let repeated: Disposable | undefined
  const first = clock.timeout(() => {
    comment()
    repeated = clock.interval(comment, commentMs)
  }, commitMs)
  const quiet = () => {
    first.cancel()
    repeated?.[Symbol.dispose]()
  }
  function commit(): void {
    if (response.headersSent) return
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      ...headers(),
    })
  }
  function flush(): void {
    const frames = take()
    if (frames !== '' && (isLasting || !response.destroyed)) response.write(frames)
  }
  function take(): string {
    const frames = ready
    ready = ''
    return frames
  }
  async function drain(): Promise<void> {
    using stuck = stopWith(stop)
    using _timer = clock.timeout(() => stuck.abort(new ClientGone()), stuckMs)
    try {
      await once(response, 'drain', { signal: stuck.signal })
    } catch {
      response.destroy()
      if (!isLasting) throw new ClientGone()
    }
  }

  return {
    async send(data) {
      quiet()
      if (!isLasting) stop.throwIfAborted()
      commit()
      // After the promises of this tick: a frame that is ready alone does not wait for the next one.
      if (ready === '') process.nextTick(flush)
      ready += format.frame(data)
      if (ready.length >= turnLength) {
        flush()
        await nextTurn()
      }
      if (response.writableNeedDrain && !stop.aborted) await drain()
    },
    done() {
      quiet()
      response.end(take() + format.end())
    },
    fail(error) {
      quiet()
      if (!response.headersSent) return false
      response.end(take() + format.frame(format.error(error)))
      return true
    },
    [Symbol.dispose]() {
      quiet()
      take()
    },
  }
}
