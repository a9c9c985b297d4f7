import { setImmediate } from 'node:timers/promises'

/** Time for which a comparison may keep the event loop, in ms. */
const turnMs = 20

/** Returns how to give other work of the process a turn, which waits only if the last turn was some time ago. */
export function createPause(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < turnMs) return undefined
    return setImmediate().then(() => {
      since = performance.now()
    })
  }
}
