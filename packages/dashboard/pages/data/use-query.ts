import { useEffect, useState } from 'preact/hooks'
import type { PageEvent } from '../../src/events/compact.js'
import { type Failure, failureOf } from './client.js'
import { onLive } from './live.js'

/** A read and what has come of it. */
export interface Query<T> {
  /** The newest data; null before the first. */
  readonly data: T | null
  /** Failure of the newest read; null if it succeeded. */
  readonly failure: Failure | null
}

/** Least time between two reads, in ms, and between those that the process refuses. */
const [restMs, refusedMs] = [1_000, 3_000]

/**
 * Reads data for a page, and reads them again after events that change them: at most once a second, and one read at a time. `key` names
 * what is read; another one starts over.
 */
export function useQuery<T>(
  key: string,
  read: (signal: AbortSignal) => Promise<T>,
  isChangedBy: (event: PageEvent) => boolean = () => false,
): Query<T> {
  const [state, setState] = useState<Query<T> & { readonly key: string }>({ key, data: null, failure: null })
  useEffect(() => {
    let isGone = false
    // One for each read: what a browser keeps with a signal would add up over a day of reads.
    let reading = new AbortController()
    let isReading = false
    let isWanted = false
    let timer: ReturnType<typeof setTimeout> | undefined

    async function readNow(): Promise<void> {
      isReading = true
      isWanted = false
      let isRefused = false
      try {
        reading = new AbortController()
        const data = await read(reading.signal)
        if (!isGone) setState({ key, data, failure: null })
      } catch (error) {
        if (isGone) return
        const failure = failureOf(error)
        isRefused = failure.isTransient
        setState((before) => ({
          key,
          data: before.key === key ? before.data : null,
          failure,
        }))
      }
      timer = setTimeout(
        () => {
          isReading = false
          if (isWanted || isRefused) void readNow()
        },
        isRefused ? refusedMs : restMs,
      )
    }
    function want(): void {
      isWanted = true
      if (!isReading) void readNow()
    }
    const stop = onLive((seen) => {
      if (seen === 'reread' || isChangedBy(seen.event)) want()
    })
    want()
    return () => {
      isGone = true
      reading.abort()
      clearTimeout(timer)
      stop()
    }
  }, [key])
  return state.key === key ? state : { data: null, failure: null }
}
