import type { Clock } from '@subnetkit/base'

/** A miner that works on some requests at a time, and lets others wait. */
export interface SlottedMiner {
  /** Resolves once the work of `ms` is done; a signal that aborts frees its place. Never resolves then. */
  work(ms: number, signal: AbortSignal): Promise<void>
}

export function createSlots(count: number, clock: Pick<Clock, 'timeout'>): SlottedMiner {
  let free = count
  const waiting = new Set<() => void>()
  const release = () => {
    free++
    const [next] = waiting
    if (next === undefined) return
    waiting.delete(next)
    next()
  }
  return {
    work: (ms, signal) =>
      new Promise((resolve) => {
        const begin = () => {
          free--
          const timer = clock.timeout(() => {
            signal.removeEventListener('abort', abort)
            release()
            resolve()
          }, ms)
          const abort = () => {
            timer.cancel()
            release()
          }
          signal.addEventListener('abort', abort, { once: true })
        }
        if (free > 0) return begin()
        waiting.add(begin)
        signal.addEventListener('abort', () => void waiting.delete(begin), { once: true })
      }),
  }
}
