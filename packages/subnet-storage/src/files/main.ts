import { CommanderError } from 'commander'
import { describeFailure } from './open-place.js'
import { createProgram } from './program.js'

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // The second one ends the process at once: it has no listener any more.
  process.once(name, () => {
    process.stderr.write('interrupted: ending what is half done; once more to leave it so\n')
    interrupted.abort(new Error('interrupted'))
  })
}
// A reader such as head has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0)
})

const program = createProgram({ stdout: process.stdout, stderr: process.stderr, signal: interrupted.signal })
await program.parseAsync().catch((error: unknown) => {
  // Commander has said what is wrong.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    // Whatever still waits for the chain or a pipe is of no use any more.
    if (interrupted.signal.aborted) process.exit(130)
    process.stderr.write(`${describeFailure(error)}\n`)
    process.exitCode = 1
  }
})
