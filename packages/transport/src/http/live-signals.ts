import { limitTime, type TimeLimit } from '@subnetkit/base'

/**
 * Abort controllers of the work in progress, so that all of it can be ended at once. A set, not listeners on one common
 * signal: those would pile up on it.
 */
export interface LiveSignals {
  open(): LiveWork
  /** Opens a time limit; disposing it releases everything. */
  limit(ms: number, signal: AbortSignal | undefined): TimeLimit
  abortAll(reason: Error): void
}

/** Abort of one piece of work. Its signal is created on first use: most handlers never ask for it. */
export interface LiveWork extends Pick<AbortController, 'abort'> {
  readonly signal: AbortSignal
  /** Releases the work; a signal that somebody has, or asks for later, is aborted with this message. */
  end(message: string): void
}

export function createLiveSignals(): LiveSignals {
  const live = new Set<Pick<AbortController, 'abort'>>()
  return {
    open() {
      const work = createWork(() => live.delete(work))
      live.add(work)
      return work
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

function createWork(release: () => void): LiveWork {
  let controller: AbortController | undefined
  /** Makes the reason of an abort that came before the signal. */
  let ended: (() => unknown) | undefined
  function abort(reason: () => unknown): void {
    ended ??= reason
    controller?.abort(reason())
  }
  return {
    get signal() {
      if (!controller) {
        controller = new AbortController()
        if (ended) controller.abort(ended())
      }
      return controller.signal
    },
    abort: (reason) => abort(() => reason),
    end(message) {
      release()
      abort(() => new Error(message))
    },
  }
}
