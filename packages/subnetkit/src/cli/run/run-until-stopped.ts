import type { Running } from '../../neuron/lifetime.js'
import type { Context } from '../context/context.js'

/**
 * Runs something until it closes or Ctrl-C, which closes it in its own time. Throws INTERRUPTED if Ctrl-C came before it ran;
 * what comes then is closed.
 */
export async function runUntilStopped<T extends Running>(
  context: Context,
  starting: Promise<T>,
  onRunning: (running: T) => void,
): Promise<void> {
  await runWhile(context, starting, async (running) => {
    onRunning(running)
    await untilStopped(context, running)
  })
}

/** Resolves when it closes, or on Ctrl-C. */
export async function untilStopped({ signal }: Context, { closed }: Running): Promise<void> {
  await Promise.race([closed, aborted(signal)])
}

/** Runs something while `work` does, then closes it. Throws INTERRUPTED if Ctrl-C came before it ran. */
export async function runWhile<T extends Running, R>(
  context: Context,
  starting: Promise<T>,
  work: (running: T) => Promise<R>,
): Promise<R> {
  context.closeAtEnd(() => starting.then((late) => late.close()).catch(() => undefined))
  const running = await context.unlessInterrupted(starting)
  try {
    return await work(running)
  } finally {
    await running.close()
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
