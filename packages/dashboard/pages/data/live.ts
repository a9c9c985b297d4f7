import { useEffect, useState } from 'preact/hooks'
import type { PageEvent } from '../../src/events/compact.js'

/** State of the stream of events. */
export type LiveStatus = 'connecting' | 'live' | 'lost'

/** An event with the time at which it came, in ms since the Unix epoch. */
export interface SeenEvent {
  readonly at: number
  readonly mechanism: number
  readonly event: PageEvent
}

export interface Live {
  readonly status: LiveStatus
  /** Newest block, and the time at which it was seen; null before the first. */
  readonly head: { readonly block: number; readonly at: number } | null
  /** The newest events that people want to read, newest first. */
  readonly news: readonly SeenEvent[]
}

type Listener = (seen: SeenEvent | 'reread') => void

const kept = 30
/** Kinds that come in hundreds a second: they move numbers, and are no news. */
const quiet: ReadonlySet<string> = new Set(['head-seen', 'step-done', 'task-done', 'query-done'])
const retryMs = 2_000

let live: Live = { status: 'connecting', head: null, news: [] }
const renders = new Set<() => void>()
const listeners = new Set<Listener>()
let isDue = false
let source: EventSource | null = null
let wasLost = false

function change(next: Partial<Live>): void {
  live = { ...live, ...next }
  if (isDue) return
  isDue = true
  // Many events make one rendering.
  setTimeout(() => {
    isDue = false
    for (const render of renders) render()
  }, 100)
}

function receive(message: MessageEvent<string>): void {
  const seen = JSON.parse(message.data) as SeenEvent
  const { event } = seen
  if (event.kind === 'head-seen') change({ head: { block: event.block, at: Date.now() } })
  else if (!quiet.has(event.kind)) change({ news: [seen, ...live.news].slice(0, kept) })
  for (const listener of listeners) listener(seen)
}

/** Follows the events until the page is closed. The browser connects again by itself, and names the last event that it has. */
export function startLive(): void {
  source?.close()
  const own = new EventSource('/events')
  source = own
  const reread = () => {
    for (const listener of listeners) listener('reread')
  }
  own.addEventListener('ready', () => {
    change({ status: 'live' })
    if (wasLost) reread()
    wasLost = false
  })
  own.addEventListener('reset', () => {
    change({ status: 'live', news: [] })
    wasLost = false
    reread()
  })
  own.onmessage = receive
  own.onerror = () => {
    wasLost = true
    change({ status: 'lost' })
    // Refused: the browser gives up by itself then.
    if (own.readyState === EventSource.CLOSED) setTimeout(() => source === own && startLive(), retryMs)
  }
}

/** Calls a listener with each event, and with `reread` once events were missed. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useLive(): Live {
  const [, render] = useState({})
  useEffect(() => {
    const update = () => render({})
    renders.add(update)
    return () => {
      renders.delete(update)
    }
  }, [])
  return live
}
