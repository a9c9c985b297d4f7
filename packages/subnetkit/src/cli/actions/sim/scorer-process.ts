import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { RoundStep } from '@subnetkit/lab'
import type { FromScorer, ToScorer } from './scorer-messages.js'
import { roundSteps, stalledFd } from './scorer-watch.js'

const entry = fileURLToPath(new URL('scorer-main.js', import.meta.url))

/** Step at which a process killed itself, as it did not return. */
export interface Stall {
  readonly id: number
  readonly step: RoundStep
  /** Place of the miner among those that the round asks. */
  readonly miner: number
}

/** End of a process. */
export interface ProcessEnd {
  readonly reason: string
  readonly stall: Stall | null
}

/** A process that plays rounds. */
export interface ScorerProcess {
  readonly ended: Promise<ProcessEnd>
  send(message: ToScorer): void
  kill(): void
}

/** Starts a process that plays rounds. */
export function startScorerProcess(onMessage: (message: FromScorer) => void): ScorerProcess {
  // Two processes cannot share the port of a debugger.
  const execArgv = process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
  const child: ChildProcess = fork(entry, [], {
    ...{ execArgv, serialization: 'advanced' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'],
  })
  let written = ''
  const stalled = child.stdio[stalledFd] as Readable
  stalled.setEncoding('utf8').on('data', (text: string) => {
    written += text
  })
  let failure: Error | null = null
  child.on('message', onMessage)
  child.on('error', (error) => {
    failure ??= error
  })
  const ended = once(child, 'close').then(([code, signal]) => ({
    reason: failure?.message ?? signal ?? `exit code ${code}`,
    stall: readStall(written),
  }))
  return {
    ended,
    send(message) {
      if (child.connected) child.send(message)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function readStall(line: string): Stall | null {
  if (!line.endsWith('\n')) return null
  const { id, kind, miner } = JSON.parse(line) as { id: number; kind: number; miner: number }
  return { id, step: roundSteps[kind] ?? 'other', miner }
}
