import type { ForkProgress } from './forked.js'

/** Destination of progress; `process.stderr` is one. */
export interface ProgressSink {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
}

const WIDTH = 20

/** Reports the reading of a fork: a bar that is written over on a terminal, a line for each step elsewhere. */
export function reportFork(sink: ProgressSink): (progress: ForkProgress) => void {
  let last = ''
  return ({ step, position, steps, requests, isDone }) => {
    if (sink.isTTY) {
      const filled = Math.round((WIDTH * (isDone ? steps : position - 1)) / steps)
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`
      sink.write(`\r\u001b[2K${isDone ? '' : `fork ${bar} ${step}, ${requests} requests`}`)
    } else if (step !== last && !isDone) sink.write(`fork: reading ${step} (${position} of ${steps})\n`)
    last = step
  }
}
