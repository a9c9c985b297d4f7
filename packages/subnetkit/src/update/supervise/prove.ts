import type { Clock } from '@subnetkit/base'
import type { Step } from '../releases/journal.js'
import { lacking } from './judge-health.js'
import type { KeptValidator } from './keep-running.js'
import type { SupervisorPorts } from './ports.js'
import type { Times } from './times.js'

/** Ends of a new release after which it has failed, without waiting for its deadline. */
const mostEnds = 3

/** Supervisors that may end before the release that they watch counts as the reason. */
const mostResumed = 3

/** Time between two looks at the chain, in ms. */
const lookMs = 10_000

interface Parts {
  readonly ports: SupervisorPorts
  readonly kept: KeptValidator
  readonly clock: Clock
  readonly times: Times
  readonly signal: AbortSignal
  readonly report: (event: string, message: string) => void
}

/** Reason for which a release did not prove itself. */
export interface Shortfall {
  readonly reason: string
  /** False if the chain could not be reached, or stood still: the release before would not have done better. */
  readonly isOwn: boolean
}

/** Waits until the target of a step is healthy; returns the reason if it is not in time. */
export async function prove(parts: Parts, step: Step): Promise<Shortfall | null> {
  const chain = parts.ports.watchChain()
  try {
    return await watch(parts, step, chain)
  } finally {
    await chain.close()
  }
}

async function watch(
  { ports, kept, clock, times, signal, report }: Parts,
  { target, from, head, failing: before, deadline, resumed }: Step,
  chain: ReturnType<SupervisorPorts['watchChain']>,
): Promise<Shortfall | null> {
  if (resumed > mostResumed) return { reason: `its update was interrupted ${resumed} times`, isOwn: true }
  // By the time that has passed: a clock that is set meanwhile judges nothing.
  const left = deadline === null ? times.healthMs : Math.min(deadline - clock.date(), times.healthMs)
  const end = clock.now() + left
  let lookAt = clock.now() + lookMs
  let wasAway = false
  for (;;) {
    const answer = await ports.ask(times.restartMs)
    // An answer of another process on its port counts as none.
    const own = answer?.pid === kept.process?.identity.pid ? answer : null
    // The first release of all is not to blame for its surroundings, such as a lease that another store holds.
    const failing = from === null ? (own?.failing ?? []) : before
    const lack = lacking(own, { head, failing })
    if (lack === null) {
      if (failing.length > 0)
        report('not-ready', `release ${target.version} runs, and is not ready: ${failing.join(', ')}`)
      return null
    }
    signal.throwIfAborted()
    if (kept.ends >= mostEnds) {
      const { code, signal: by } = kept.lastEnd ?? { code: null, signal: null }
      const reason = `it ended ${kept.ends} times, last with ${by ?? `code ${code}`}`
      return { reason, isOwn: !wasAway && (await chain.head()) !== null }
    }
    const isLast = clock.now() >= end
    if (isLast || clock.now() >= lookAt) {
      lookAt = clock.now() + lookMs
      const found = await chain.head()
      wasAway ||= found === null
      const isStill = found !== null && found <= (head ?? -1)
      if (isLast)
        return {
          reason: `within ${Math.round(times.healthMs / 1_000)} s ${lack}${wasAway ? ', and the chain could not be reached' : isStill ? ', and the chain stood still' : ''}`,
          isOwn: !wasAway && !isStill,
        }
    }
    await kept.keep(target.folder)
    await clock.sleep(times.pollMs, { signal })
  }
}
