import { type Ending, onAbort } from '@subnetkit/base'

/** One of a limited number of places; disposing it makes room for the next. */
export interface Slot extends Disposable {
  /** True if it was not free at once. */
  readonly waited: boolean
}

/** A limited number of places, in the order in which they are asked for. */
export interface Slots {
  /** Waits for a place. Rejects with the reason of the signal. */
  take(signal: Ending): Promise<Slot>
}

export function createSlots(limit: number): Slots {
  const waiting = new Set<() => void>()
  let free = limit

  function release(): void {
    const [next] = waiting
    if (next === undefined) {
      free++
      return
    }
    waiting.delete(next)
    next()
  }

  return {
    async take(signal) {
      if (free > 0) {
        free--
        return { waited: false, [Symbol.dispose]: release }
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          letGo()
          resolve()
        }
        waiting.add(enter)
        const letGo = onAbort(signal, (reason) => {
          waiting.delete(enter)
          reject(reason)
        })
      })
      return { waited: true, [Symbol.dispose]: release }
    },
  }
}
