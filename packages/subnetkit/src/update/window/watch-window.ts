import type { Observation } from '../../health/observation.js'
import type { HealthState } from '../../health/state.js'
import type { WindowAnswer } from './answer.js'
import { isSafeWindow, type WindowVerdict } from './is-safe-window.js'
import { blocksIn, readMechanism, type WindowSubject } from './read-window.js'

/** Time that a restart takes unless the question says, in ms. */
const usualRestartMs = 30_000

/** Blocks that must be left to the next weights unless the question says. */
const usualWeightsBlocks = 3

interface WindowParts {
  readonly role: string
  readonly hotkey: string
  /** Work in progress that closing waits for; null for none. */
  readonly running: () => string | null
  /** Checks that keep the process from being ready. */
  readonly failing: () => Promise<readonly string[]>
  /** True once the start is over. */
  readonly isRunning: () => boolean
  /** Runs a job of no consequence through the queue, once. */
  readonly tryQueue: () => void
}

/** Window of a process over all of its mechanisms. */
export interface WindowWatch {
  /** Adds a mechanism until the returned function is called. */
  add(subject: WindowSubject): () => void
  observe(observation: Observation): void
  /** Counts a finished job. */
  jobDone(): void
  answer(query: URLSearchParams): Promise<WindowAnswer>
}

/** Watches what decides if this process may be stopped, and answers. */
export function watchWindow(parts: WindowParts): WindowWatch {
  const { role, hotkey, running, failing, isRunning, tryQueue } = parts
  const subjects = new Set<WindowSubject>()
  let head: number | null = null
  let jobs = 0

  async function judge(restartMs: number, weightsBlocks: number): Promise<WindowVerdict> {
    if (!isRunning()) {
      const sentence = 'the process starts, waits or closes'
      return { safe: false, reasons: [{ code: 'STARTING', sentence }] }
    }
    const states: HealthState[] = [...subjects].map(({ health }) => health())
    const restartBlocks = Math.max(1, ...states.map((state) => blocksIn(restartMs, state)))
    const mechanisms = role === 'worker' ? null : await Promise.all([...subjects].map(readMechanism))
    return isSafeWindow({ head, restartBlocks, weightsBlocks, running: running(), mechanisms })
  }

  return {
    add(subject) {
      subjects.add(subject)
      return () => subjects.delete(subject)
    },
    observe(observation) {
      if (observation.kind === 'head') head = observation.block
    },
    jobDone() {
      jobs++
    },
    async answer(query) {
      tryQueue()
      const [verdict, missing] = await Promise.all([
        judge(
          numberOf(query, 'restart-ms', usualRestartMs),
          numberOf(query, 'weights-blocks', usualWeightsBlocks),
        ),
        failing(),
      ])
      return {
        ...verdict,
        reasons: [...verdict.reasons],
        role,
        hotkey,
        pid: process.pid,
        head,
        jobs,
        failing: [...missing],
      }
    },
  }
}

function numberOf(query: URLSearchParams, name: string, usual: number): number {
  const text = query.get(name) ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : usual
}
