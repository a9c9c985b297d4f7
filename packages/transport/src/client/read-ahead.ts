import { type Clock, systemClock, type TimeLimit, untilAborted } from '@subnetkit/base'
import { turns as sharedTurns, type Turns } from '../validation/turns.js'
import { createHandover } from './handover.js'

/** No chunk came within its deadline. */
export class Stalled extends Error {}

/** The consumer left before the end. */
export class Left extends Error {}

/** The stream ended by itself, or by what its source threw. */
export class Over extends Error {}

interface ReadAheadParameters<T, End> {
  /** End of the total time; disposed here. */
  readonly ends: TimeLimit
  /** Maximum time that the source may take for one chunk, in ms. */
  readonly chunkDeadlineMs: number
  /** Waits for what the source needs, before its time begins; disposed at the end. @default nothing */
  readonly prepare?: (() => Promise<Disposable>) | undefined
  /** Opens the source. It ends when the total time does. */
  readonly open: () => AsyncGenerator<T, End, undefined>
  /** @default the system's */
  readonly clock?: Clock | undefined
  /** @default those of the process */
  readonly turns?: Turns | undefined
}

/** Course of a stream that is over. */
export interface Course<End> {
  /** Value that the source returned, or what ended it before that. */
  readonly end: { readonly value: End } | { readonly cause: unknown }
  readonly chunks: number
  /** Time from the start to the first chunk, in ms; null if none came. */
  readonly firstChunkMs: number | null
  readonly latencyMs: number
  /** True if chunks waited for the consumer for longer than the consumer waited for them. */
  readonly isConsumerSlower: boolean
}

/** A source that is read one chunk ahead of its consumer. */
export interface ReadAhead<T, End> extends AsyncDisposable {
  /** Ends without an error, whatever ended the source. Returning early ends the source. */
  readonly iterator: AsyncIterator<T, void>
  /** Settles when the stream is over; never rejects. */
  readonly course: Promise<Course<End>>
}

/**
 * Reads a source one chunk ahead of its consumer, so that each is judged by its own time: the source by how long a chunk
 * takes to come, the consumer by how long chunks wait for it.
 */
export function createReadAhead<T, End>(parameters: ReadAheadParameters<T, End>): ReadAhead<T, End> {
  const { ends, chunkDeadlineMs, prepare, open, clock = systemClock, turns = sharedTurns } = parameters
  const { signal } = ends
  const handover = createHandover<T>()
  const job = { turns: 0 }
  let startedAt = clock.now()
  let chunks = 0
  let firstChunkMs: number | null = null
  let heldMs = 0
  let heldSince: number | null = null

  async function nextOf(source: AsyncIterator<T, End>): Promise<IteratorResult<T, End>> {
    const limit = clock.timeout(
      () => ends.abort(new Stalled(`the stream stalled after ${chunks} chunks`)),
      chunkDeadlineMs,
    )
    try {
      return await untilAborted(source.next(), signal)
    } finally {
      limit.cancel()
    }
  }

  async function handOver(chunk: T): Promise<void> {
    firstChunkMs ??= clock.now() - startedAt
    chunks++
    heldSince = clock.now()
    await untilAborted(handover.put(chunk), signal)
    heldMs += clock.now() - heldSince
    heldSince = null
  }

  function courseOf(end: Course<End>['end']): Course<End> {
    const latencyMs = clock.now() - startedAt
    const held = heldMs + (heldSince === null ? 0 : clock.now() - heldSince)
    return { end, chunks, firstChunkMs, latencyMs, isConsumerSlower: held * 2 > latencyMs }
  }

  async function run(): Promise<Course<End>> {
    let source: AsyncGenerator<T, End, undefined> | undefined
    let prepared: Disposable | undefined
    try {
      signal.throwIfAborted()
      prepared = await prepare?.()
      startedAt = clock.now()
      source = open()
      for (;;) {
        const { done, value } = await nextOf(source)
        if (done) return courseOf({ value })
        await handOver(value)
        // Chunks that came together would all pass in one go. The wait is ours, not the source's.
        if (turns.isOver()) await turns.next(job)
      }
    } catch (cause) {
      return courseOf({ cause })
    } finally {
      handover.end()
      // Ends the connection of a source that did not come to its end.
      ends.abort(new Over('the stream is over'))
      source?.return(undefined as End).catch(() => {})
      prepared?.[Symbol.dispose]()
      ends[Symbol.dispose]()
    }
  }

  const course = run()
  const leave = () => {
    ends.abort(new Left('its reader left the stream'))
    handover.end()
  }
  return {
    course,
    iterator: {
      next: () => handover.next(),
      async return() {
        leave()
        return { done: true, value: undefined }
      },
    },
    async [Symbol.asyncDispose]() {
      leave()
      await course
    },
  }
}
