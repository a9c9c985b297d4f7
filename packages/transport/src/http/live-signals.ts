import { limitTime, type TimeLimit } from '@subnetkit/base'

/**
 * Abort controllers of the work in progress, so that all of it can be ended at once. A set, not listeners on one common
 * signal: those would pile up on it.
 */
export interface LiveSignals {
  open(): AbortController
  release(controller: AbortController): void
  /** Opens a time limit; disposing it releases everything. */
  limit(ms: number, signal: AbortSignal | undefined): TimeLimit
  abortAll(reason: Error): void
}

export function createLiveSignals(): LiveSignals {
  const live = new Set<Pick<AbortController, 'abort'>>()
  return {
    open() {
      const controller = new AbortController()
      live.add(controller)
      return controller
    },
    release(controller) {
      live.delete(controller)
    },
    limit(ms, signal) {
      const limit = limitTime(ms, { signal })
      const own: TimeLimit = {
        ...limit,
        [Symbol.dispose]() {
          limit[Symbol.dispose]()
          live.delete(own)
        },
      }
      live.add(own)
      return own
    },
    abortAll(reason) {
      for (const controller of live) controller.abort(reason)
    },
  }
}
