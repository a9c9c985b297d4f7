import { type Clock, systemClock } from '@subnetkit/base'

/** Shortest time to a third stop in a row, in ms. */
const APART_MS = 1_100

/**
 * Paces the stops of one client. polkadot-api closes its connection at the third stop within a second of the one before, and then
 * loses the answer to the follow that it has sent; tests that revert one after the other would get there.
 */
export interface StopPace {
  /** Calls `stop` now, or once the client can take another; the result cancels it. */
  run(stop: () => void): () => void
}

export function createStopPace(clock: Clock = systemClock): StopPace {
  let stops: readonly number[] = []
  return {
    run(stop) {
      const now = clock.now()
      const [first, second] = stops
      const isThird = first !== undefined && second !== undefined && second - first < APART_MS
      const wait = isThird ? Math.max(0, second + APART_MS - now) : 0
      stops = [...stops, now + wait].slice(-2)
      if (wait === 0) {
        stop()
        return () => {}
      }
      const timer = clock.timeout(stop, wait, { ref: false })
      return () => timer.cancel()
    },
  }
}
