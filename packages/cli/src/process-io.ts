import type { CliIo } from './io.js'
import { createPrompter } from './prompter.js'

/** The process itself: its streams, its environment and the signals that end it. */
export function processIo(): CliIo {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A second one does not wait for anything.
      if (ending.signal.aborted) process.exit(130)
      ending.abort()
    })
  }
  // A reader that goes away, such as `head`, ends the command quietly.
  process.stdout.on('error', () => process.exit(0))
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    prompter: process.stdin.isTTY && process.stderr.isTTY ? createPrompter(ending.signal) : null,
    signal: ending.signal,
  }
}
