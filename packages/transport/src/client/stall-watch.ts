import { type Clock, systemClock, type Timer } from '@subnetkit/base'

/** Watches for pauses of this process, such as a blocked event loop or a suspended machine, while queries are in flight. */
export interface StallWatch {
  /** Watches until disposed. */
  begin(): WatchedTime
}

export interface WatchedTime extends Disposable {
  /** Time for which the process stood still since the begin, in ms. */
  stalledMs(): number
}

/** Time between two looks, in ms. */
const everyMs = 50

/** Lateness that is no pause, in ms. */
const leastStallMs = 100

export function createStallWatch(clock: Clock = systemClock): StallWatch {
  let timer: Timer | undefined
  let watched = 0
  let total = 0
  let dueAt = 0

  /** Counts a pause of which the timer may not know yet: other timers of the same moment run before it. */
  function look(): number {
    const lateMs = clock.now() - dueAt
    if (lateMs > leastStallMs) {
      total += lateMs
      dueAt = clock.now()
    }
    return total
  }

  function tick(): void {
    look()
    dueAt = clock.now() + everyMs
  }

  return {
    begin() {
      if (watched === 0) {
        dueAt = clock.now() + everyMs
        timer = clock.interval(tick, everyMs, { ref: false })
      }
      watched += 1
      const before = look()
      let isOver = false
      return {
        stalledMs: () => look() - before,
        [Symbol.dispose]() {
          if (isOver) return
          isOver = true
          watched -= 1
          if (watched === 0) timer?.cancel()
        },
      }
    },
  }
}
