/** Number of running neurons, which outlive the reader of their output. */
let running = 0
let isGuarded = false

/** True while something runs that a closed stdout does not end. */
export const outlivesReaders = (): boolean => running > 0

/**
 * Keeps the process alive when the reader of stdout or stderr goes away (EPIPE), as a log collector or `head` does, until the
 * returned function is called.
 */
export function outliveReaders(): () => void {
  if (!isGuarded) {
    isGuarded = true
    // Without a listener the error of a stream ends the process.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreWhileRunning)
  }
  running++
  let isRunning = true
  return () => {
    if (isRunning) running--
    isRunning = false
  }
}

function ignoreWhileRunning(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && running === 0) throw error
}
