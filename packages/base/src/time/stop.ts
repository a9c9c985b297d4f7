/**
 * An abort of some work, as an AbortController is, whose signal is made on first use: in Node 20 a signal costs more than
 * the rest of a short call, and stays until old memory is collected.
 */
export interface Stop {
  readonly aborted: boolean
  /** Reason of the abort; undefined before it. */
  readonly reason: unknown
  readonly signal: AbortSignal
  /** Aborts the work; later calls do nothing. */
  abort(reason: unknown): void
  throwIfAborted(): void
  /** Calls `run` with the reason of the abort, which is yet to come. The returned function unsubscribes. */
  listen(run: (reason: unknown) => void): () => void
}

/** Anything that can end some work. */
export type Ending = AbortSignal | Stop

/** Starts a stop that nothing has aborted. */
export const createStop = (): Stop => new LazyStop()

/** The signal of an ending, for code that needs one. */
export const signalOf = (ending: Ending): AbortSignal => (isStop(ending) ? ending.signal : ending)

export const isStop = (ending: Ending): ending is Stop => 'listen' in ending

class LazyStop implements Stop {
  aborted = false
  reason: unknown = undefined
  #callbacks: Set<(reason: unknown) => void> | null = null
  #controller: AbortController | null = null

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController()
      if (this.aborted) this.#controller.abort(this.reason)
    }
    return this.#controller.signal
  }

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const callbacks = this.#callbacks
    this.#callbacks = null
    for (const run of callbacks ?? []) run(reason)
    this.#controller?.abort(reason)
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  listen(run: (reason: unknown) => void): () => void {
    const own = (reason: unknown) => run(reason)
    this.#callbacks ??= new Set()
    this.#callbacks.add(own)
    return () => void this.#callbacks?.delete(own)
  }
}
