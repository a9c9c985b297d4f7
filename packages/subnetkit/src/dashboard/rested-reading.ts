import type { Clock } from '@subnetkit/base'

/** Time between two readings, in ms: pages ask often, and the chain has other work. */
const restMs = 5_000

/**
 * Returns a reading that is shared by all who ask within some seconds, and while it runs: a chain that is slow is not asked twice at once.
 * One that failed is tried again by the next who asks.
 */
export function restedReading<T>(clock: Clock, read: () => Promise<T>, rest = restMs): () => Promise<T> {
  let last: { readonly since: number; readonly done: Promise<T>; isOver: boolean } | null = null
  return () => {
    if (last === null || (last.isOver && clock.now() - last.since >= rest)) {
      const own = { since: clock.now(), done: read(), isOver: false }
      own.done.then(
        () => {
          own.isOver = true
        },
        () => {
          if (last === own) last = null
        },
      )
      last = own
    }
    return last.done
  }
}
