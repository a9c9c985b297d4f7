import { randomBytes } from 'node:crypto'
import { visiblePart } from '../data/exhibits/visible.js'
import { noRedaction, type Redaction, redacted } from '../server/redaction.js'
import type { PageEvent } from './compact.js'

/** An event with its place in the order of all of them. */
export interface NumberedEvent {
  /** Instance of the process and number, such as `9f3a61c2-17`. */
  readonly id: string
  readonly mechanism: number
  /** Wall clock, ms since the Unix epoch. */
  readonly at: number
  /** JSON text. */
  readonly data: string
}

/** The newest events of this process. */
export interface EventRing {
  /** Id of the newest event; that of a number 0 before the first. */
  readonly last: string
  push(mechanism: number, event: PageEvent): void
  /** Returns the newest events that people want to read, the oldest first. */
  news(): readonly NumberedEvent[]
  /** Returns the events after an id; null if some of them are gone, or the id is of another process. */
  after(id: string): readonly NumberedEvent[] | null
  /** Calls the listener with each new event until the returned function is called. */
  listen(listener: (event: NumberedEvent) => void): () => void
}

/** Events and characters that are kept: about two rounds of 256 miners. */
const [keptEvents, keptChars] = [8_192, 2_000_000]

/** Kinds that come in hundreds a second: they move numbers, and are no news. */
export const quietKinds: ReadonlySet<string> = new Set(['head-seen', 'step-done', 'task-done', 'query-done'])
const keptNews = 20
/** Characters of one text: a reason may quote a miner, or a whole answer. */
const mostText = 1_000

function plainValue(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'string' ? visiblePart(value, mostText).text : value
}

/** Keeps the newest events, so that a stream that was cut can go on where it ended. */
export function createEventRing(
  now: () => number,
  limits = { events: keptEvents, chars: keptChars },
  redaction: Redaction = noRedaction,
): EventRing {
  const instance = randomBytes(4).toString('hex')
  const events: NumberedEvent[] = []
  const listeners = new Set<(event: NumberedEvent) => void>()
  let news: NumberedEvent[] = []
  let number = 0
  let chars = 0

  return {
    get last() {
      return `${instance}-${number}`
    },
    push(mechanism, event) {
      const data = JSON.stringify(redacted(event, redaction), plainValue)
      const numbered = { id: `${instance}-${++number}`, mechanism, at: now(), data }
      events.push(numbered)
      if (!quietKinds.has(event.kind)) news = [...news.slice(1 - keptNews), numbered]
      chars += data.length
      while (events.length > limits.events || chars > limits.chars) chars -= events.shift()?.data.length ?? 0
      for (const listener of listeners) listener(numbered)
    },
    news: () => news,
    after(id) {
      const [, of, text] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(id) ?? []
      const behind = number - Number(text)
      if (of !== instance || behind < 0 || behind > events.length) return null
      return behind === 0 ? [] : events.slice(-behind)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
