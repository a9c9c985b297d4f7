import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { RoundStep, Watch } from '@subnetkit/lab'

/** File descriptor on which the thread names the step that does not return. */
export const stalledFd = 4

/** Steps by the number that the thread reports. */
export const roundSteps: readonly RoundStep[] = ['other', 'answer', 'score']

/** Watch over the rounds of this process. */
export interface WatchedRounds extends Watch {
  /** Begins the round of a request; null while there is none. */
  request(id: number | null): void
}

/** Seconds of wall time after which a step counts as stalled that uses no processor: it blocks its thread. */
const blockedS = 120

/**
 * Watches the main thread from another one. It kills this process once the parent is gone, and if a step has used `stallS` seconds of
 * processor time; it names that step on {@link stalledFd} first. Processor time, for a busy machine is no loop.
 */
export async function watchRounds(parent: number, stallS: number): Promise<WatchedRounds> {
  const places = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT))
  const watchdog = new Worker(source, {
    eval: true,
    workerData: { parent, stallS, blockedS, places, stalledFd },
    // Nothing of the user's, and no loader.
    ...{ execArgv: [], env: {} },
  })
  watchdog.unref()
  await once(watchdog, 'online')
  return {
    request(id) {
      places[0] = id === null ? -1 : id
      places[1] = 0
      places[3]! += 1
    },
    at(step, miner) {
      places[1] = roundSteps.indexOf(step)
      places[2] = miner
      places[3]! += 1
    },
  }
}

const source = `
const { writeSync } = require('node:fs')
const { workerData: { parent, stallS, blockedS, places, stalledFd } } = require('node:worker_threads')
const isThere = () => {
  try {
    return process.ppid === parent && process.kill(parent, 0)
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
const used = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
let last = { step: -1, cpu: 0, at: 0 }
setInterval(() => {
  if (!isThere()) process.kill(process.pid, 'SIGKILL')
  const [id, kind, miner, step] = places
  const now = performance.now() / 1e3
  if (id < 0 || step !== last.step) {
    last = { step, cpu: used(), at: now }
    return
  }
  // Comparisons of a whole round take longer than single answers.
  if (used() - last.cpu < (kind === 0 ? 12 * stallS : stallS) && now - last.at < blockedS) return
  try {
    writeSync(stalledFd, JSON.stringify({ id, kind, miner }) + '\\n')
  } catch {}
  process.kill(process.pid, 'SIGKILL')
}, 500)
`
