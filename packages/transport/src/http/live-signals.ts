/**
 * Abort controllers of what is going on, so that all of it can be ended at once. A set, not listeners on one common
 * signal: those would pile up on it, or warn that they might.
 */
export interface LiveSignals {
  open(): AbortController
  release(controller: AbortController): void
  abortAll(reason: Error): void
}

export function createLiveSignals(): LiveSignals {
  const live = new Set<AbortController>()
  return {
    open() {
      const controller = new AbortController()
      live.add(controller)
      return controller
    },
    release(controller) {
      live.delete(controller)
    },
    abortAll(reason) {
      for (const controller of live) controller.abort(reason)
    },
  }
}
