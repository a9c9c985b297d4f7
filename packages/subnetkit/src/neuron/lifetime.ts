import type { Log } from '../log/log.js'
import { closeOnSignals, isExiting } from './exit-signals.js'
import { createResources, type Resources } from './resources.js'

/** What every running part of a process has. */
export interface Running extends AsyncDisposable {
  /** Resolves when it is closed, by whom and why ever. */
  readonly closed: Promise<void>
  /** Closes everything that it opened, in the right order. Safe to call more than once. */
  close(): Promise<void>
}

/**
 * Starts something out of resources that are closed together: by `close`, by a signal where `signals` says so, or at
 * once when the start fails.
 */
export async function startRunning<T extends object>(
  { log, signals }: { readonly log: Log; readonly signals: boolean },
  start: (resources: Resources) => Promise<T>,
): Promise<T & Running> {
  const resources = createResources()
  resources.own(log)
  let resolveClosed = () => {}
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })
  let forget = () => {}
  const close = () =>
    resources.close().finally(() => {
      forget()
      resolveClosed()
    })
  if (signals) forget = closeOnSignals({ close, log })
  try {
    const running = await start(resources)
    return { ...running, closed, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close().catch(() => {}) // the first error says more
    if (signals && isExiting()) return new Promise<never>(() => {}) // the process ends with exit code 0
    throw error
  }
}
