#!/usr/bin/env node
import { createPrompter } from './prompter.js'
import { runCreate } from './run-create.js'

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())

process.exitCode = await runCreate(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  prompter: process.stdin.isTTY && process.stderr.isTTY ? createPrompter(ending.signal) : null,
  signal: ending.signal,
})
