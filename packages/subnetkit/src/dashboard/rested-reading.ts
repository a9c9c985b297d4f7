import type { Clock } from '@subnetkit/base'

/** Time between two readings, in ms: pages ask often, and the chain has other work. */
const restMs = 5_000

/** Returns a reading that is shared by all who ask within some seconds. One that failed is tried again by the next who asks. */
export function restedReading<T>(clock: Clock, read: () => Promise<T>, rest = restMs): () => Promise<T> {
  let last: { readonly since: number; readonly done: Promise<T> } | null = null
  return () => {
    if (last === null || clock.now() - last.since >= rest) {
      const own = { since: clock.now(), done: read() }
      own.done.catch(() => {
        if (last === own) last = null
      })
      last = own
    }
    return last.done
  }
}
