#!/usr/bin/env node
import { exitCodes } from './exit-codes.js'
import { createPrompter } from './prompter.js'
import { runCreate } from './run-create.js'

const ending = new AbortController()
/** Longest time after a Ctrl-C, in ms, in which npm passes on the same one, which the terminal has sent to both. */
const echoMs = 500
let firstAt: number | null = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const now = performance.now()
    firstAt ??= now
    // Child processes that still run are killed at the exit.
    if (now - firstAt > echoMs) process.exit(exitCodes.interrupted)
    ending.abort()
  })
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that has gone, such as `head`, takes nothing from the project.
    if (code === 'EPIPE') return
    process.exitCode = exitCodes.failed
    if (stream === process.stdout) process.stderr.write(`error cannot write to stdout: ${message}\n`)
  })
}

const code = await runCreate(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: workingFolder(),
  env: process.env,
  prompter: process.stdin.isTTY && process.stderr.isTTY ? createPrompter(ending.signal) : null,
  signal: ending.signal,
})
process.exitCode ??= code

/** Empty if it was removed while this process was in it. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}
