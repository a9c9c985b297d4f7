import { outlivesReaders } from '../neuron/closed-streams.js'
import { addEnvFile } from './env-file.js'
import { exitCodes } from './exit-codes.js'
import type { CliIo } from './io.js'
import { createPrompter } from './prompter.js'

/** A terminal and npm both send the same signal: a second one counts only after this time, in ms. */
const doubledMs = 1_000

/** The process itself: its streams, its environment with the settings of `.env`, and the signals that end it. */
export function processIo(): CliIo {
  const ending = new AbortController()
  let firstAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!ending.signal.aborted) {
        firstAt = Date.now()
        ending.abort()
      } else if (Date.now() - firstAt > doubledMs) {
        // A second signal ends the process at once.
        process.exit(exitCodes.interrupted)
      }
    })
  }
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // What runs for months does not end with the reader of its first line.
    if (code === 'EPIPE' && outlivesReaders()) return
    // A reader that goes away, such as `head`, ends the command quietly; a full disk does not.
    if (code === 'EPIPE') process.exit(exitCodes.done)
    process.stderr.write(`error cannot write to stdout: ${message}\n`)
    process.exit(exitCodes.failed)
  })
  // Losing the reader of the progress must not stop work in flight, such as a payment.
  process.stderr.on('error', () => undefined)
  try {
    addEnvFile(process.env)
  } catch (error) {
    process.stderr.write(`error cannot read .env: ${(error as Error).message}\n`)
    process.exit(exitCodes.failed)
  }
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    script: process.argv[1],
    prompter: process.stdin.isTTY && process.stderr.isTTY ? createPrompter(ending.signal) : null,
    signal: ending.signal,
  }
}
