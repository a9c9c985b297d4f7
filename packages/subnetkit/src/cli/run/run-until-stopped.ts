import type { Running } from '../../neuron/lifetime.js'
import type { Context } from '../context/context.js'

/**
 * Runs something until it closes or Ctrl-C, which closes it in its own time; it has the context's signal. Throws INTERRUPTED
 * if Ctrl-C came before it ran.
 */
export async function runUntilStopped<T extends Running>(
  context: Context,
  starting: Promise<T>,
  onRunning: (running: T) => void,
): Promise<void> {
  await runWhile(context, starting, async (running) => {
    onRunning(running)
    await running.closed
  })
}

/** Runs something while `work` does, then closes it. Throws INTERRUPTED if Ctrl-C came before it ran. */
export async function runWhile<T extends Running, R>(
  context: Context,
  starting: Promise<T>,
  work: (running: T) => Promise<R>,
): Promise<R> {
  // A start that is cut short gets the time to close what it has opened.
  context.closeAtEnd(() => starting.then((late) => late.close()).catch(() => undefined))
  const running = await context.unlessInterrupted(starting)
  try {
    return await work(running)
  } finally {
    await running.close()
  }
}
