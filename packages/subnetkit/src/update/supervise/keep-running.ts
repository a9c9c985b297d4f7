import { randomUUID } from 'node:crypto'
import type { Clock } from '@subnetkit/base'
import type { JournalFile } from '../releases/journal.js'
import type { ProcessEnd, ProcessPort, ValidatorProcess } from './ports.js'

/** Pause before a process that has ended starts again, in ms; doubles each time up to the longest. */
const [firstPauseMs, longestPauseMs] = [1_000, 30_000]

/** Time that a process runs before its end counts as the first one again, in ms. */
const settledMs = 60_000

/** The one validator of a supervisor. */
export interface KeptValidator {
  /** Null while none runs. */
  readonly process: ValidatorProcess | null
  /** Ends since it was last started on purpose. */
  readonly ends: number
  /** End of the newest process; null before the first. */
  readonly lastEnd: ProcessEnd | null
  /** Continues with a process that an earlier supervisor has started, if it runs. */
  adopt(): Promise<void>
  /** Starts a release, unless it runs. */
  start(folder: string): Promise<void>
  /** Starts again what has ended, once its pause is over. */
  keep(folder: string): Promise<void>
  /** Asks it to end, and kills it after the time that it has. */
  stop(drainMs: number): Promise<void>
}

interface Parts {
  readonly processes: ProcessPort
  readonly journal: JournalFile
  readonly clock: Clock
  /** Called when it ends unasked. */
  readonly onEnd: (end: ProcessEnd) => void
}

/** Keeps a validator running, at most one at a time. */
export function keepRunning({ processes, journal, clock, onEnd }: Parts): KeptValidator {
  let current: ValidatorProcess | null = null
  let ends = 0
  let lastEnd: ProcessEnd | null = null
  let startedAt = clock.now()
  let notBefore = 0
  let isStopping = false

  function follow(process: ValidatorProcess): void {
    current = process
    startedAt = clock.now()
    void process.ended.then((end) => {
      if (current !== process) return
      current = null
      lastEnd = end
      if (isStopping) return
      if (clock.now() - startedAt > settledMs) ends = 0
      notBefore = clock.now() + Math.min(firstPauseMs * 2 ** ends, longestPauseMs)
      ends++
      onEnd(end)
    })
  }

  async function launch(folder: string): Promise<void> {
    const token = randomUUID()
    // The token first: a process of an earlier one that comes late ends by itself.
    await journal.change({ run: { token, folder, identity: null } })
    const process = processes.start({ folder, token })
    follow(process)
    await journal.change({ run: { token, folder, identity: process.identity } })
  }

  return {
    get process() {
      return current
    },
    get ends() {
      return ends
    },
    get lastEnd() {
      return lastEnd
    },
    async adopt() {
      const { run } = journal.state
      const found = run === null ? null : await processes.find(run)
      if (found !== null) follow(found)
    },
    async start(folder) {
      if (current?.folder === folder) return
      ends = 0
      notBefore = 0
      await launch(folder)
    },
    async keep(folder) {
      if (current === null && clock.now() >= notBefore) await launch(folder)
    },
    async stop(drainMs) {
      const process = current
      if (process === null) return
      isStopping = true
      try {
        process.kill('SIGTERM')
        const late = clock.timeout(() => process.kill('SIGKILL'), drainMs)
        await process.ended
        late.cancel()
        if (current === process) current = null
      } finally {
        isStopping = false
      }
    },
  }
}
