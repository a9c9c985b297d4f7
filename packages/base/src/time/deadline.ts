import { onAbort } from './abort.js'
import { type Clock, systemClock, type Timer } from './clock.js'
import { createStop, type Ending, type Stop } from './stop.js'

export interface DeadlineOptions {
  /** Ends the wait earlier, with its reason. */
  readonly signal?: Ending | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/**
 * Waits for `work` at most `ms`; then calls `late` for the error to throw. The work itself is not undone: pass its
 * abort to `late` where it has one.
 */
export function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  late: () => Error,
  { signal, clock = systemClock }: DeadlineOptions = {},
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let letGo = () => {}
    const timer = clock.timeout(() => {
      stop()
      reject(late())
    }, ms)
    function stop(): void {
      timer.cancel()
      letGo()
    }
    letGo = onAbort(signal, (reason) => {
      timer.cancel()
      reject(reason)
    })
    work.then(resolve, reject).then(stop, stop)
  })
}

/** The end of the time that some work has; must be disposed. */
export interface TimeLimit extends Disposable {
  /** Aborted at the end, or with the outer signal. */
  readonly stop: Stop
  /** That of the stop. */
  readonly signal: AbortSignal
  /** Time left, in ms; 0 at the end. */
  leftMs(): number
  /** Returns true if an error is the reason with which this limit, and no outer one, ended the work. */
  isCauseOf(error: unknown): boolean
  /** Ends the work now. */
  abort(reason: unknown): void
  /** Stops the time until the returned function is called; it then continues with the time that was left. */
  pause(): () => void
}

/** Lateness of a timer from which the process has stood still, in ms. */
const pauseMs = 100

/** Starts a time limit of `ms`; it ends with `signal` at the latest. */
export const limitTime = (ms: number, { signal, clock = systemClock }: DeadlineOptions = {}): TimeLimit =>
  new RunningLimit(ms, signal, clock)

/** A class: an object with a getter of its own would stay until old memory is collected, with all that it refers to. */
class RunningLimit implements TimeLimit {
  readonly stop = createStop()
  readonly leftMs = () => Math.max(0, this.#end - this.#clock.now())
  readonly #clock: Clock
  readonly #letGo: () => void
  #end: number
  #timer: Timer
  #over: Error | undefined = undefined
  #isDisposed = false

  constructor(ms: number, signal: Ending | undefined, clock: Clock) {
    this.#clock = clock
    this.#end = clock.now() + ms
    this.#timer = this.#start(ms)
    this.#letGo = onAbort(signal, (reason) => this.stop.abort(reason))
  }

  get signal(): AbortSignal {
    return this.stop.signal
  }

  isCauseOf(error: unknown): boolean {
    return this.#over !== undefined && error === this.#over
  }

  abort(reason: unknown): void {
    this.stop.abort(reason)
  }

  pause(): () => void {
    const left = this.leftMs()
    this.#timer.cancel()
    return () => {
      this.#end = this.#clock.now() + left
      if (!this.#isDisposed && !this.stop.aborted) this.#timer = this.#start(left)
    }
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    this.#timer.cancel()
    this.#letGo()
  }

  #start(afterMs: number): Timer {
    return this.#clock.timeout(() => {
      // After a pause of this process, what arrived in time still waits in the sockets: it is read first.
      if (this.#clock.now() - this.#end > pauseMs) setImmediate(() => setImmediate(() => this.#expire()))
      else this.#expire()
    }, afterMs)
  }

  #expire(): void {
    if (this.#isDisposed || this.stop.aborted) return
    this.#over = new Error('the deadline passed')
    this.stop.abort(this.#over)
  }
}
