import { readFileSync } from 'node:fs'
import { renderTable } from '../table.js'

/** Time of one finished step. */
export interface Lap {
  /** Project or other subject of the step. */
  readonly subject: string
  readonly step: string
  readonly seconds: number
  /** CPU time of the processes that it started and that have ended; null where steps run side by side or the system does not say. */
  readonly cpuSeconds: number | null
}

/** Measures steps that run one after the other. */
export interface Stopwatch {
  readonly laps: readonly Lap[]
  /** Runs a step and measures it; a step that fails is no lap. */
  lap<T>(subject: string, step: string, work: () => Promise<T>): Promise<T>
}

/**
 * @param report receives each lap when it ends
 * @param isAlone false where steps run side by side, so that CPU time belongs to none of them
 */
export function createStopwatch(report: (lap: Lap) => void, isAlone = true): Stopwatch {
  const laps: Lap[] = []
  return {
    laps,
    async lap(subject, step, work) {
      const [startedAt, startedCpu] = [performance.now(), childrenCpu()]
      const result = await work()
      const seconds = (performance.now() - startedAt) / 1_000
      const endedCpu = childrenCpu()
      const cpuSeconds = !isAlone || startedCpu === null || endedCpu === null ? null : endedCpu - startedCpu
      const lap = { subject, step, seconds, cpuSeconds }
      laps.push(lap)
      report(lap)
      return result
    },
  }
}

/** Clock ticks of Linux, per second. */
const ticks = 100

/** CPU seconds of the children that have ended, and of theirs; null on systems without `/proc`. */
function childrenCpu(): number | null {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ')
    // The fields after the name begin with the state, which is the third.
    const [user, system] = fields.split(' ').slice(13, 15)
    return (Number(user) + Number(system)) / ticks
  } catch {
    return null
  }
}

/** Laps as a table. */
export const lapTable = (laps: readonly Lap[]): string =>
  renderTable(
    [
      { heading: 'project', cell: ({ subject }) => subject },
      { heading: 'step', cell: ({ step }) => step },
      { heading: 'seconds', align: 'right', cell: ({ seconds }) => seconds.toFixed(1) },
      { heading: 'CPU s', align: 'right', cell: ({ cpuSeconds }) => cpuSeconds?.toFixed(1) ?? '' },
    ],
    laps,
  )
