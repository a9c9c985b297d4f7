import type { Log } from '../log/log.js'

/** Resource to close when the process is asked to exit. */
interface Closable {
  readonly close: () => Promise<void>
  /** Longest time that closing may take, in ms. */
  readonly deadlineMs: number
  /** Names what closing waits for now, as the end of a sentence. */
  readonly waiting: () => string
  readonly log: Log
}

const signals = ['SIGINT', 'SIGTERM'] as const
type ExitSignal = (typeof signals)[number]

/** Time that the program gets to end by itself once everything is closed, in ms. */
const lingerMs = 500
/** A terminal and npm both send the same signal: a second one counts only after this time, in ms. */
const doubledMs = 1_000

const running = new Set<Closable>()
let firstAt: number | null = null

/** True once a signal has come. */
export const isExiting = () => firstAt !== null

/**
 * Closes on SIGINT and SIGTERM and then ends the process: with exit code 0, or 1 when something could not be closed in
 * time. Everything registered in this process closes together; a second signal ends the process at once. The returned
 * function unregisters.
 */
export function closeOnSignals(closable: Closable): () => void {
  if (running.size === 0 && firstAt === null) for (const signal of signals) process.on(signal, onSignal)
  running.add(closable)
  return () => {
    running.delete(closable)
    if (running.size === 0 && firstAt === null) for (const signal of signals) process.off(signal, onSignal)
  }
}

function onSignal(signal: ExitSignal): void {
  if (firstAt === null) {
    firstAt = Date.now()
    void closeAll(signal)
  } else if (Date.now() - firstAt > doubledMs) {
    process.exit(1)
  }
}

async function closeAll(signal: ExitSignal): Promise<void> {
  const deadlineMs = Math.max(...[...running].map((one) => one.deadlineMs))
  setTimeout(() => process.exit(1), deadlineMs).unref()
  const closing = [...running].map(async ({ close, log, waiting }) => {
    log.write('info', { event: 'closing', message: `${signal}: closing${waiting()}` })
    try {
      await close()
      log.write('info', { event: 'closed', message: 'closed' })
    } catch (error) {
      process.exitCode = 1
      log.write('error', { event: 'close-failed', message: 'closing failed', error })
    }
  })
  await Promise.all(closing)
  // Libraries keep timers for some seconds; code that awaited `closed` has run by then.
  setTimeout(() => process.exit(), lingerMs)
}
