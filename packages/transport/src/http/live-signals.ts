import { createStop, type Ending, limitTime, type Stop, type TimeLimit } from '@subnetkit/base'

/**
 * Abort controllers of the work in progress, so that all of it can be ended at once. A set, not listeners on one common
 * signal: those would pile up on it.
 */
export interface LiveSignals {
  open(): LiveWork
  /** Opens a time limit; disposing it releases everything. */
  limit(ms: number, signal: Ending | undefined): TimeLimit
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
  const live = new Set<Abortable>()
  const release = (work: Abortable) => void live.delete(work)
  return {
    open() {
      const work = new OpenWork(release)
      live.add(work)
      return work
    },
    limit(ms, signal) {
      const limit = new LiveLimit(limitTime(ms, { signal }), release)
      live.add(limit)
      return limit
    },
    abortAll(reason) {
      return [...live].filter((work) => work.abortAll(reason)).length
    },
  }
}

interface Abortable {
  /** Returns false if it had been aborted before. */
  abortAll(reason: Error): boolean
}

// Classes: objects with getters of their own would stay until old memory is collected, with all that they refer to.

class LiveLimit implements TimeLimit, Abortable {
  readonly stop: Stop
  readonly leftMs: () => number
  readonly #limit: TimeLimit
  readonly #release: (limit: Abortable) => void

  constructor(limit: TimeLimit, release: (limit: Abortable) => void) {
    this.stop = limit.stop
    this.leftMs = limit.leftMs
    this.#limit = limit
    this.#release = release
  }

  get signal(): AbortSignal {
    return this.stop.signal
  }

  isCauseOf(error: unknown): boolean {
    return this.#limit.isCauseOf(error)
  }

  abort(reason: unknown): void {
    this.stop.abort(reason)
  }

  abortAll(reason: Error): boolean {
    this.stop.abort(reason)
    return true
  }

  pause(): () => void {
    return this.#limit.pause()
  }

  [Symbol.dispose](): void {
    this.#limit[Symbol.dispose]()
    this.#release(this)
  }
}

class OpenWork implements LiveWork, Abortable {
  readonly #release: (work: Abortable) => void
  readonly #stop = createStop()
  /** Makes the reason of an abort on its first use. */
  #ended: (() => unknown) | undefined = undefined
  #isAsked = false
  #listener: ((reason: Error) => void) | undefined = undefined

  constructor(release: (work: Abortable) => void) {
    this.#release = release
  }

  get signal(): AbortSignal {
    if (!this.#isAsked) {
      this.#isAsked = true
      if (this.#ended !== undefined) this.#stop.abort(this.#ended())
    }
    return this.#stop.signal
  }

  get heard(): unknown {
    return this.#isAsked ? this.#stop.reason : undefined
  }

  abort(reason: unknown): void {
    this.#end(() => reason)
  }

  onAbortAll(run: (reason: Error) => void): void {
    this.#listener = run
  }

  abortAll(reason: Error): boolean {
    const isNew = this.#ended === undefined
    this.#end(() => reason)
    this.#listener?.(reason)
    return isNew
  }

  end(message: string): void {
    this.#end(() => new Error(message))
  }

  release(): void {
    this.#release(this)
  }

  #end(reason: () => unknown): void {
    this.#ended ??= reason
    if (this.#isAsked) this.#stop.abort(reason())
  }
}
