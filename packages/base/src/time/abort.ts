/** Callbacks of a signal: one listener each signal, since Node warns of a leak from the eleventh on. */
const callbacks = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>()

/**
 * Calls `run` with the reason when the signal aborts, or at once if it has. Any number may share a signal. The returned
 * function unsubscribes and must be called.
 */
export function onAbort(signal: AbortSignal | undefined, run: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  if (signal.aborted) {
    run(signal.reason)
    return () => {}
  }
  const own = (reason: unknown) => run(reason)
  const known = callbacks.get(signal) ?? listen(signal)
  known.add(own)
  return () => void known.delete(own)
}

function listen(signal: AbortSignal): Set<(reason: unknown) => void> {
  const own = new Set<(reason: unknown) => void>()
  callbacks.set(signal, own)
  signal.addEventListener(
    'abort',
    () => {
      for (const run of own) run(signal.reason)
      own.clear()
    },
    { once: true },
  )
  return own
}

/** Settles like `work`, or rejects with the reason of `signal`, whichever comes first. The work itself continues. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
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
