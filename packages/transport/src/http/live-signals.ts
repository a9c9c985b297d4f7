import { limitTime, type TimeLimit } from '@subnetkit/base'

/**
 * Abort controllers of the work in progress, so that all of it can be ended at once. A set, not listeners on one common
 * signal: those would pile up on it.
 */
export interface LiveSignals {
  open(): LiveWork
  /** Opens a time limit; disposing it releases everything. */
  limit(ms: number, signal: AbortSignal | undefined): TimeLimit
  /** Aborts all that has not ended, and returns how many that were. */
  abortAll(reason: Error): number
}

/** Abort of one piece of work. Its signal is created on first use: most handlers never ask for it. */
export interface LiveWork extends Pick<AbortController, 'abort'> {
  readonly signal: AbortSignal
  /** Reason of the abort, if its signal was asked for: what fails since then may fail because of it. */
  readonly heard: unknown
  /** Calls `run` when all work is aborted, which other ends of this work do not. */
  onAbortAll(run: (reason: Error) => void): void
  /** Nobody waits for the work any more: a signal that somebody has, or asks for later, is aborted with this message. */
  end(message: string): void
  /** Forgets the work, which is done. */
  release(): void
}

export function createLiveSignals(): LiveSignals {
  const live = new Set<{ abortAll(reason: Error): boolean }>()
  return {
    open() {
      const work = createWork(() => live.delete(work))
      live.add(work)
      return work
    },
    limit(ms, signal) {
      const limit = limitTime(ms, { signal })
      const own = {
        ...limit,
        abortAll(reason: Error) {
          limit.abort(reason)
          return true
        },
        [Symbol.dispose]() {
          limit[Symbol.dispose]()
          live.delete(own)
        },
      }
      live.add(own)
      return own
    },
    abortAll(reason) {
      return [...live].filter((work) => work.abortAll(reason)).length
    },
  }
}

function createWork(release: () => void): LiveWork & { abortAll(reason: Error): boolean } {
  let controller: AbortController | undefined
  /** Makes the reason of an abort that came before the signal. */
  let ended: (() => unknown) | undefined
  let listener: ((reason: Error) => void) | undefined
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
    get heard() {
      return controller?.signal.reason as unknown
    },
    abort: (reason) => abort(() => reason),
    onAbortAll(run) {
      listener = run
    },
    abortAll(reason) {
      const isNew = ended === undefined
      abort(() => reason)
      listener?.(reason)
      return isNew
    },
    end: (message) => abort(() => new Error(message)),
    release,
  }
}
