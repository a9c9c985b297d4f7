import { type Clock, withDeadline } from '@subnetkit/base'
import type { Observation } from './observation.js'

/** Looks at something outside of the process. */
export interface Probe {
  readonly run: () => Promise<readonly Observation[]>
  /** Returns the observations for a failure or a missed deadline. @default none */
  readonly failed?: (error: unknown) => readonly Observation[]
  /** True if readiness depends on it at the moment it is asked for. @default false */
  readonly isUrgent?: boolean
  /** Looks that are left out after each. @default 0 */
  readonly rest?: number
}

interface MonitorOptions {
  readonly clock: Clock
  readonly probes: readonly Probe[]
  readonly observe: (observation: Observation) => void
  /** Runs after each look, and with each block. */
  readonly after: () => void
  /** Time between two looks, in ms, asked before each. */
  readonly everyMs: () => number
}

/** Longest time that a probe may take, in ms. */
const deadlineMs = 10_000

/** A running monitor. */
export interface Monitor extends Disposable {
  /** Looks at what is urgent now; resolves once it is observed. */
  look(): Promise<void>
}

/** Runs probes from time to time until it is disposed; a probe that hangs does not run twice, and delays no other. */
export function startMonitor({ clock, probes, observe, after, everyMs }: MonitorOptions): Monitor {
  const running = new Map<Probe, Promise<void>>()
  let closed = false
  let round = 0

  function look(probe: Probe): Promise<void> {
    const known = running.get(probe)
    if (known !== undefined) return known
    const work = probe.run()
    const looking = observeOne(probe, work)
    running.set(probe, looking)
    const end = () => running.delete(probe)
    work.then(end, end)
    return looking
  }

  async function observeOne(probe: Probe, work: ReturnType<Probe['run']>): Promise<void> {
    let seen: readonly Observation[]
    try {
      seen = await withDeadline(
        work,
        deadlineMs,
        () => new Error(`no answer within ${deadlineMs / 1_000} s`),
        {
          clock,
        },
      )
    } catch (error) {
      seen = probe.failed?.(error) ?? []
    }
    if (!closed) for (const one of seen) observe(one)
  }

  function lookAtAll(): void {
    for (const probe of probes) if (round % ((probe.rest ?? 0) + 1) === 0) void look(probe)
    round++
    after()
    timer = clock.timeout(lookAtAll, everyMs(), { ref: false })
  }
  let timer = clock.timeout(lookAtAll, 0, { ref: false })

  return {
    async look() {
      await Promise.all(probes.filter(({ isUrgent }) => isUrgent).map(look))
    },
    [Symbol.dispose]() {
      closed = true
      timer.cancel()
    },
  }
}
