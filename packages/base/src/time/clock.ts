/** A timer that was started on a {@link Clock}. */
export interface Timer extends Disposable {
  /** Stops it; safe to call more than once, and after it has run. */
  cancel(): void
}

export interface TimerOptions {
  /**
   * False lets the process end while the timer runs.
   * @default true
   */
  readonly ref?: boolean | undefined
}

/** Source of time: the system's in production, a manual one in tests. */
export interface Clock {
  /** Monotonic time in ms; only differences have a meaning. */
  now(): number
  /** Wall clock: ms since the Unix epoch. May jump when the system's clock is set. */
  date(): number
  /** Resolves after `ms`; rejects with the reason of `signal` when that aborts first. */
  sleep(ms: number, options?: TimerOptions & { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Calls `run` once after `ms`. */
  timeout(run: () => void, ms: number, options?: TimerOptions): Timer
  /** Calls `run` every `ms`, the first time after `ms`. */
  interval(run: () => void, ms: number, options?: TimerOptions): Timer
}

type Timers = Pick<Clock, 'now' | 'date' | 'timeout' | 'interval'>

/** Completes a clock: its sleep follows from its timeout. */
export function clockOf(timers: Timers): Clock {
  return {
    ...timers,
    sleep(ms, { signal, ref } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const abort = () => {
          timer.cancel()
          reject(signal?.reason)
        }
        const end = () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        const timer = timers.timeout(end, ms, { ref })
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
  }
}

function systemTimer(handle: NodeJS.Timeout, { ref = true }: TimerOptions = {}): Timer {
  if (!ref) handle.unref()
  const cancel = () => clearTimeout(handle)
  return { cancel, [Symbol.dispose]: cancel }
}

/** The clock of the system. */
export const systemClock: Clock = clockOf({
  now: () => performance.now(),
  date: () => Date.now(),
  timeout: (run, ms, options) => systemTimer(setTimeout(run, ms), options),
  interval: (run, ms, options) => systemTimer(setInterval(run, ms), options),
})
