import type { Log } from '../log/log.js'

/** What is closed when the process is asked to end. */
interface Closable {
  readonly close: () => Promise<void>
  readonly log: Log
}

const signals = ['SIGINT', 'SIGTERM'] as const
type ExitSignal = (typeof signals)[number]

/** Longest time for everything to close, in ms; it is longer than what miners and validators leave to running work. */
const closeDeadlineMs = 20_000
/** How long the program may take to end by itself once everything is closed, in ms. */
const lingerMs = 500
/** Npm and a terminal send the same signal twice: a second one counts only after this, in ms. */
const doubledMs = 1_000

const running = new Set<Closable>()
let firstAt: number | null = null

/** Whether a signal has come, so that nothing new should begin. */
export const isExiting = () => firstAt !== null

/**
 * Closes on SIGINT and SIGTERM and then ends the process: with exit code 0, or 1 when something could not be closed in
 * time. All that registered in this process close together; a second signal ends it at once. Call the returned function when it was closed otherwise.
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
  setTimeout(() => process.exit(1), closeDeadlineMs).unref()
  const closing = [...running].map(async ({ close, log }) => {
    log.write('info', { event: 'closing', message: `${signal}: closing` })
    try {
      await close()
    } catch (error) {
      process.exitCode = 1
      log.write('error', { event: 'close-failed', message: 'closing failed', error })
    }
  })
  await Promise.all(closing)
  // Libraries keep timers for some seconds; whoever awaited `closed` has had its turn by then.
  setTimeout(() => process.exit(), lingerMs)
}
