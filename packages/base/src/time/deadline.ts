import { onAbort } from './abort.js'
import { type Clock, systemClock } from './clock.js'

export interface DeadlineOptions {
  /** Ends the wait earlier, with its reason. */
  readonly signal?: AbortSignal | undefined
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
export function limitTime(ms: number, { signal, clock = systemClock }: DeadlineOptions = {}): TimeLimit {
  const controller = new AbortController()
  let over: Error | undefined
  let isDisposed = false
  let end = clock.now() + ms
  let timer = start(ms)
  const letGo = onAbort(signal, (reason) => controller.abort(reason))
  const leftMs = () => Math.max(0, end - clock.now())

  function expire(): void {
    if (isDisposed || controller.signal.aborted) return
    over = new Error('the deadline passed')
    controller.abort(over)
  }

  function start(afterMs: number) {
    return clock.timeout(() => {
      // After a pause of this process, what arrived in time still waits in the sockets: it is read first.
      if (clock.now() - end > pauseMs) setImmediate(() => setImmediate(expire))
      else expire()
    }, afterMs)
  }

  return {
    signal: controller.signal,
    leftMs,
    isCauseOf: (error) => over !== undefined && error === over,
    abort: (reason) => controller.abort(reason),
    pause() {
      const left = leftMs()
      timer.cancel()
      return () => {
        end = clock.now() + left
        if (!isDisposed && !controller.signal.aborted) timer = start(left)
      }
    },
    [Symbol.dispose]() {
      isDisposed = true
      timer.cancel()
      letGo()
    },
  }
}
