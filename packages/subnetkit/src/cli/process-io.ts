import { exitCodes } from './exit-codes.js'
import type { CliIo } from './io.js'
import { createPrompter } from './prompter.js'

/** The process itself: its streams, its environment and the signals that end it. */
export function processIo(): CliIo {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A second one does not wait for anything.
      if (ending.signal.aborted) process.exit(exitCodes.interrupted)
      ending.abort()
    })
  }
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that goes away, such as `head`, ends the command quietly; a full disk does not.
    if (code === 'EPIPE') process.exit(exitCodes.done)
    process.stderr.write(`error stdout cannot be written: ${message}\n`)
    process.exit(exitCodes.failed)
  })
  // Nobody listens to the progress any more; what is under way, perhaps a payment, goes on.
  process.stderr.on('error', () => undefined)
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    prompter: process.stdin.isTTY && process.stderr.isTTY ? createPrompter(ending.signal) : null,
    signal: ending.signal,
  }
}
