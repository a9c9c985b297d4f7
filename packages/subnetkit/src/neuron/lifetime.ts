import { onAbort, withDeadline } from '@subnetkit/base'
import type { Log } from '../log/log.js'
import { outliveReaders } from './closed-streams.js'
import { closeOnSignals, isExiting } from './exit-signals.js'
import { createResources, type Resources } from './resources.js'

/** Something that runs until it is closed. Disposing it is `close`. */
export interface Running extends AsyncDisposable {
  /** Resolves once everything is closed, by `close` or by a signal. */
  readonly closed: Promise<void>
  /** Closes everything that it opened, in the right order. Safe to call more than once. */
  close(): Promise<void>
}

/** Time to close sockets, queues and databases once running work has ended, in ms. */
const closeMs = 10_000

const tooLate = () => new Error('something could not be closed in time, and is left')

/**
 * Starts something made of resources that close together: on `close`, on a signal of the process if `signals` is true, when
 * `signals` aborts, or at once if the start fails. `stopMs` is the time that running work gets to end.
 */
export async function startRunning<T extends object>(
  {
    log,
    signals,
    stopMs,
  }: { readonly log: Log; readonly signals: boolean | AbortSignal; readonly stopMs: number },
  start: (resources: Resources) => Promise<T>,
): Promise<T & Running> {
  const resources = createResources()
  resources.own(log)
  let resolveClosed = () => {}
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })
  let forget = () => {}
  let onClosed = () => {}
  const close = () =>
    withDeadline(resources.close(), stopMs + closeMs, tooLate)
      .then(() => onClosed())
      .finally(() => {
        forget()
        letGo()
        resolveClosed()
      })
  const letGo = outliveReaders()
  const waiting = () =>
    resources.waiting === null
      ? ''
      : `; waiting for ${resources.waiting}, at most ${Math.ceil(stopMs / 1_000)} s`
  if (signals === true) forget = closeOnSignals({ close, log, waiting, deadlineMs: stopMs + closeMs })
  else if (signals) {
    forget = onAbort(signals, () => {
      log.write('info', { event: 'closing', message: `closing${waiting()}` })
      onClosed = () => {
        onClosed = () => {}
        log.write('info', { event: 'closed', message: 'closed' })
      }
      close().catch(() => {}) // the caller of close has its error
    })
  }
  try {
    const running = await start(resources)
    if (signals instanceof AbortSignal) signals.throwIfAborted()
    return { ...running, closed, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close().catch(() => {}) // the first error says more
    if (signals === true && isExiting()) return new Promise<never>(() => {}) // the process ends with exit code 0
    throw error
  }
}
