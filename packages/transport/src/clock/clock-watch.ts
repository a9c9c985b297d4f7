import { performance } from 'node:perf_hooks'
import { type ClockDiagnosis, diagnoseClock } from './diagnose-clock.js'

/** Compares our clock with those of our latest peers. */
export interface ClockWatch {
  /** Notes the time by which the clock of a peer is ahead of ours, in ms. */
  note(peer: string, offsetMs: number): void
  diagnose(): ClockDiagnosis
}

/** Options of {@link createClockWatch}. */
export interface ClockWatchOptions {
  /** Maximum number of peers. @default 256 */
  readonly limit?: number
  /** Age at which a comparison no longer counts, in ms. @default 300000 */
  readonly maxAgeMs?: number
  /** Monotonic time in ms. @default performance.now */
  readonly now?: () => number
}

/** Keeps the last comparison with each of the peers that were heard last. */
export function createClockWatch(options: ClockWatchOptions = {}): ClockWatch {
  const { limit = 256, maxAgeMs = 300_000, now = () => performance.now() } = options
  // Insertion order is order of time, since a peer that is noted again moves to the end.
  const latest = new Map<string, { readonly offsetMs: number; readonly at: number }>()

  function forget(): void {
    for (const [peer, { at }] of latest) {
      if (latest.size <= limit && now() - at <= maxAgeMs) return
      latest.delete(peer)
    }
  }

  return {
    note(peer, offsetMs) {
      latest.delete(peer)
      latest.set(peer, { offsetMs, at: now() })
      forget()
    },
    diagnose() {
      forget()
      return diagnoseClock([...latest].map(([peer, { offsetMs }]) => ({ peer, offsetMs })))
    },
  }
}
