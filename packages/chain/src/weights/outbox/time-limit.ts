/** The end of the time that some work has. */
export interface TimeLimit extends Disposable {
  /** Aborted at the end, or with the one that it lies in. */
  readonly signal: AbortSignal
  /** What is left, in ms. */
  leftMs(): number
  /** Whether an error says no more than that the time is over. */
  isCauseOf(error: unknown): boolean
}

/** Begins now; ends with `outer` at the latest. */
export function limitTime(ms: number, outer?: AbortSignal): TimeLimit {
  const controller = new AbortController()
  const over = new Error(`the ${ms} ms of this call are over`)
  const timer = setTimeout(() => controller.abort(over), ms)
  const end = performance.now() + ms
  return {
    signal: outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
    leftMs: () => Math.max(0, end - performance.now()),
    isCauseOf: (error) => error === over,
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

/** What work gives, or the reason of the signal; the work itself goes on. */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let abort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
  })
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Waits for a turn until the signal ends that. Work that has begun is waited for: it heeds the signal itself. */
export function takeTurn<T>(
  turn: (work: () => Promise<T>) => Promise<T>,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const waiting = new AbortController()
  const begin = async () => {
    signal.throwIfAborted()
    signal.removeEventListener('abort', giveUp)
    return work()
  }
  const giveUp = () => waiting.abort(signal.reason)
  signal.addEventListener('abort', giveUp)
  if (signal.aborted) giveUp()
  return within(waiting.signal, turn(begin))
}
