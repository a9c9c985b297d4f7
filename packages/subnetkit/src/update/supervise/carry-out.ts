import type { Clock } from '@subnetkit/base'
import type { Installed, Step } from '../releases/journal.js'
import { lacking } from './judge-health.js'
import type { KeptValidator } from './keep-running.js'
import type { SupervisorPorts } from './ports.js'
import type { Times } from './times.js'

/** Ends of a new release after which it has failed, without waiting for its deadline. */
const mostEnds = 3

/** Supervisors that may end before the release that they watch counts as the reason. */
const mostResumed = 3

/** Time that a release has to end that is rolled back, in ms: it has nothing to lose. */
const rejectedMs = 10_000

/** What became of an update. */
export interface Ended {
  readonly target: Installed
  /** Reason for which it was rolled back; null if it was not. */
  readonly reason: string | null
  /** Time from the switch to the end, in ms: of a release that was rolled back, until the one before was healthy again. */
  readonly tookMs: number
}

interface Parts {
  readonly ports: SupervisorPorts
  readonly kept: KeptValidator
  readonly clock: Clock
  readonly times: Times
  readonly signal: AbortSignal
  readonly report: (event: string, message: string) => void
}

/**
 * Goes on with the step of the journal until the update is over; each step is stored before it is taken, and repeating it changes
 * nothing. Throws the reason of the signal, and leaves the step to the next supervisor.
 */
export async function carryOut(parts: Parts): Promise<Ended | null> {
  const { ports, kept, clock, times, signal, report } = parts
  const { journal } = ports
  let ended: Ended | null = null
  for (let step = journal.state.step; step !== null; step = journal.state.step) {
    signal.throwIfAborted()
    const { target, from } = step
    if (step.kind === 'draining') {
      if (kept.process !== null && kept.process.folder !== target.folder) {
        report('draining', `asks ${from?.version ?? 'the validator'} to end, for release ${target.version}`)
        await kept.stop(times.drainMs)
      }
      await change(step, { kind: 'switched', deadline: clock.date() + times.healthMs })
    } else if (step.kind === 'switched') {
      await ports.makeCurrent(target.folder)
      await startOnly(target)
      const reason = await prove(step)
      if (reason === null) ended = await succeed(step)
      else await fail(step, reason)
    } else {
      ended = await goBack(step)
    }
  }
  return ended

  /** Starts a release after whatever else runs has ended. */
  async function startOnly({ folder }: Installed, drainMs = times.drainMs): Promise<void> {
    if (kept.process !== null && kept.process.folder !== folder) await kept.stop(drainMs)
    await kept.start(folder)
  }

  async function change(step: Step, part: Partial<Step>): Promise<void> {
    await journal.change({ step: { ...step, ...part } })
  }

  /** Waits until a release is healthy; returns the reason if it is not in time. */
  async function prove({ target, head, failing, deadline, resumed }: Step): Promise<string | null> {
    if (resumed > mostResumed) return `its update was interrupted ${resumed} times`
    const end = deadline ?? clock.date() + times.healthMs
    for (;;) {
      const lack = lacking(await askOwn(), { head, failing })
      if (lack === null) return null
      signal.throwIfAborted()
      if (kept.ends >= mostEnds) {
        const { code, signal: by } = kept.lastEnd ?? { code: null, signal: null }
        return `it ended ${kept.ends} times, last with ${by ?? `code ${code}`}`
      }
      if (clock.date() >= end) return `within ${Math.round(times.healthMs / 1_000)} s ${lack}`
      await kept.keep(target.folder)
      await clock.sleep(times.pollMs, { signal })
    }
  }

  /** Asks the process that runs now: an answer of another one on its port counts as none. */
  async function askOwn() {
    const answer = await ports.ask(times.restartMs)
    return answer?.pid === kept.process?.identity.pid ? answer : null
  }

  async function succeed({ target, from, since }: Step): Promise<Ended> {
    const tookMs = clock.date() - since
    // The first start of all ends nothing, and makes what later ones find.
    const restartMs =
      from === null ? journal.state.restartMs : Math.max(1_000, Math.min(tookMs * 1.5, 600_000))
    await journal.change({ step: null, current: target, previous: from, restartMs })
    await ports.cleanUp([target, ...(from === null ? [] : [from])].map(({ folder }) => folder))
    report('updated', `release ${target.version} runs: ready, with a new block and a finished job`)
    return { target, reason: null, tookMs }
  }

  async function fail(step: Step, reason: string): Promise<void> {
    const { target } = step
    const { sha256, version } = target
    const refused = journal.state.refused.filter((one) => one.sha256 !== sha256)
    const entry = { sha256, version, reason, at: new Date(clock.date()).toISOString() }
    await journal.change({ refused: [...refused, entry], step: { ...step, kind: 'returning' } })
    report('rolling-back', `release ${version} is rolled back: ${reason}`)
  }

  /** Makes the release before current again. */
  async function goBack(step: Step): Promise<Ended> {
    const { target, from, since } = step
    const reason = journal.state.refused.find(({ sha256 }) => sha256 === target.sha256)?.reason ?? 'unknown'
    const drainMs = Math.min(rejectedMs, times.drainMs)
    if (from === null) await kept.stop(drainMs)
    else {
      await ports.makeCurrent(from.folder)
      await startOnly(from, drainMs)
      await prove({ ...step, target: from, deadline: clock.date() + times.healthMs, resumed: 0 })
    }
    await journal.change({ step: null })
    report('rolled-back', `release ${from?.version ?? 'none'} runs again, after ${target.version}: ${reason}`)
    return { target, reason, tookMs: clock.date() - since }
  }
}
