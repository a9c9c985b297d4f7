import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Carries out long work: its first step at once, and each further one in a turn of the event loop of its own, so that clients are
 * answered in between. Stops when the signal is aborted, since nobody waits for the result then.
 */
export function inTurns<T>(steps: Iterator<unknown, T>, signal: AbortSignal): T | Promise<T> {
  const first = steps.next()
  return first.done ? first.value : goOn(steps, signal)
}

async function goOn<T>(steps: Iterator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    await nextTurn()
    signal.throwIfAborted()
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Carries out all steps at once. */
export function atOnce<T>(steps: Iterator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
