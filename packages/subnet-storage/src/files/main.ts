import { CommanderError } from 'commander'
import { describeFailure } from './open-place.js'
import { createProgram } from './program.js'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))

const program = createProgram({ stdout: process.stdout, stderr: process.stderr, signal: interrupted.signal })
await program.parseAsync().catch((error: unknown) => {
  // Commander has said what is wrong.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    process.stderr.write(`${describeFailure(error)}\n`)
    process.exitCode = 1
  }
})
