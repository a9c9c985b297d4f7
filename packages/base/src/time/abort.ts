import { createStop, type Ending, isStop, type Stop } from './stop.js'

interface Listening {
  readonly callbacks: Set<(reason: unknown) => void>
  stop(): void
}

/** One listener each signal, since Node warns of a leak from the eleventh on. */
const listening = new WeakMap<AbortSignal, Listening>()

/**
 * Calls `run` with the reason when the signal aborts, or at once if it has. Any number may share a signal. The returned
 * function unsubscribes and must be called.
 */
export function onAbort(signal: Ending | undefined, run: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  if (signal.aborted) {
    run(signal.reason)
    return () => {}
  }
  if (isStop(signal)) return signal.listen(run)
  const own = (reason: unknown) => run(reason)
  const { callbacks, stop } = listening.get(signal) ?? listen(signal)
  callbacks.add(own)
  return () => {
    // Node keeps a signal of AbortSignal.any for ever while it has a listener.
    if (callbacks.delete(own) && callbacks.size === 0) stop()
  }
}

function listen(signal: AbortSignal): Listening {
  const callbacks = new Set<(reason: unknown) => void>()
  const abort = () => {
    for (const run of callbacks) run(signal.reason)
    callbacks.clear()
  }
  const stop = () => {
    listening.delete(signal)
    signal.removeEventListener('abort', abort)
  }
  const own = { callbacks, stop }
  listening.set(signal, own)
  signal.addEventListener('abort', abort, { once: true })
  return own
}

/** Settles like `work`, or rejects with the reason of `signal`, whichever comes first. The work itself continues. */
export async function untilAborted<T>(work: Promise<T>, signal: Ending | undefined): Promise<T> {
  let letGo = () => {}
  const aborted = new Promise<never>((_, reject) => {
    letGo = onAbort(signal, reject)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    letGo()
  }
}

/** Starts a stop that also ends with any of these; must be disposed. */
export function stopWith(...outer: readonly (Ending | undefined)[]): Stop & Disposable {
  const stop = createStop()
  const letGo = outer.map((one) => onAbort(one, (reason) => stop.abort(reason)))
  return Object.assign(stop, {
    [Symbol.dispose]() {
      for (const leave of letGo) leave()
    },
  })
}
