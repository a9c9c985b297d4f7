import { onAbort } from './abort.js'
import { type Clock, systemClock } from './clock.js'

/** A wait for news that also ends without any. */
export interface Wakeup {
  /** Ends the current wait, or the next one when none is going on. */
  wake(): void
  /** Resolves when woken, after the time limit, or when the signal aborts. One wait at a time. */
  wait(signal?: AbortSignal): Promise<void>
}

/** Makes a {@link Wakeup}; each wait ends after `everyMs` by itself. */
export function createWakeup(everyMs: number, clock: Clock = systemClock): Wakeup {
  let isDue = false
  let end = () => {}
  return {
    wake() {
      isDue = true
      end()
    },
    async wait(signal) {
      if (!isDue && !signal?.aborted) {
        let letGo = () => {}
        let timer: Disposable | undefined
        await new Promise<void>((resolve) => {
          end = resolve
          timer = clock.timeout(resolve, everyMs)
          letGo = onAbort(signal, () => resolve())
        })
        timer?.[Symbol.dispose]()
        letGo()
      }
      isDue = false
    },
  }
}
