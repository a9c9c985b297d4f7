import type { ServerResponse } from 'node:http'
import type { Clock } from '@subnetkit/base'
import type { EventRing, NumberedEvent } from './event-ring.js'

/** Streams of events to pages. */
export interface EventFeed extends Disposable {
  /** Number of open streams. */
  readonly open: number
  /** Serves a stream that begins after an id, or at the newest event; returns false if too many are open. */
  serve(response: ServerResponse, lastId: string | null): boolean
}

interface FeedOptions {
  readonly ring: EventRing
  readonly clock: Clock
}

/** Most streams at once: a browser opens one for each tab. */
export const mostStreams = 24
/** Pause between two writes, in ms: ten updates a second are enough for eyes. */
const flushMs = 100
/** Media type of a stream. */
export const eventStreamType = 'text/event-stream; charset=utf-8'
/** Pause between two signs of life, in ms. */
const heartbeatMs = 15_000
/** Bytes that may wait for a reader; a slower one is cut off, and reads the pages again. */
const mostWaiting = 512 * 1_024
/** Characters of the events that a reader may have missed: more of them would cut it off at once, again and again. */
const mostMissed = 128 * 1_024

/**
 * Serves the events of a ring as server-sent events. A reader that comes back with an id that the ring no longer holds gets the event
 * `reset`: it has to read its page again.
 */
export function createEventFeed({ ring, clock }: FeedOptions): EventFeed {
  const streams = new Map<ServerResponse, NumberedEvent[]>()
  let isDue = false

  function flush(): void {
    isDue = false
    for (const [response, events] of streams) {
      if (events.length === 0) continue
      write(response, events.map(frame).join(''))
      events.length = 0
    }
  }
  function write(response: ServerResponse, text: string): void {
    response.write(text)
    if (response.writableLength <= mostWaiting) return
    streams.delete(response)
    response.destroy()
  }
  const stopListening = ring.listen((event) => {
    for (const events of streams.values()) events.push(event)
    if (isDue || streams.size === 0) return
    isDue = true
    clock.timeout(flush, flushMs, { ref: false })
  })
  const heartbeat = clock.interval(
    () => {
      for (const response of streams.keys()) write(response, ': alive\n\n')
    },
    heartbeatMs,
    { ref: false },
  )

  return {
    get open() {
      return streams.size
    },
    serve(response, lastId) {
      if (streams.size >= mostStreams) return false
      response.writeHead(200, { 'content-type': eventStreamType })
      const missed = lastId === null ? ring.news() : shortEnough(ring.after(lastId))
      const greeting = missed === null ? 'reset' : 'ready'
      // The last id is that of the newest event, so that a reader that is cut off before the next one goes on from here.
      const text = `retry: 1000\nevent: ${greeting}\ndata: {}\n\n${(missed ?? []).map(frame).join('')}id: ${ring.last}\n\n`
      write(response, text)
      if (response.destroyed) return true
      streams.set(response, [])
      response.once('close', () => streams.delete(response))
      return true
    },
    [Symbol.dispose]() {
      stopListening()
      heartbeat.cancel()
      for (const response of streams.keys()) response.destroy()
      streams.clear()
    },
  }
}

function shortEnough(missed: readonly NumberedEvent[] | null): readonly NumberedEvent[] | null {
  const chars = missed?.reduce((sum, { data }) => sum + data.length, 0) ?? 0
  return chars > mostMissed ? null : missed
}

const frame = ({ id, at, mechanism, data }: NumberedEvent) =>
  `id: ${id}\ndata: {"at":${at},"mechanism":${mechanism},"event":${data}}\n\n`
