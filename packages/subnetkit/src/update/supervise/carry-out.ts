import type { Clock } from '@subnetkit/base'
import { canReturn, mostTries } from '../channel/accept-channel.js'
import type { Installed, Journal, Step } from '../releases/journal.js'
import type { KeptValidator } from './keep-running.js'
import type { SupervisorPorts } from './ports.js'
import { prove, type Shortfall } from './prove.js'
import type { Times } from './times.js'

/** Pause before a release is tried again that could not prove itself, in ms; grows sixfold each time. */
const firstPauseMs = 600_000

/** The same where no other release is installed, in ms. */
const bareMs = 60_000

/** Time after an update in which the release before may come back, in ms. */
const probationMs = 3_600_000

/** Time that a release has to end that is rolled back, in ms: it has nothing to lose. */
const rejectedMs = 10_000

/** Outcome of an update. */
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
      const shortfall = await prove(parts, step)
      if (shortfall === null) ended = await succeed(step)
      else await fail(step, shortfall)
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

  async function succeed(step: Step): Promise<Ended> {
    const { target, from, since } = step
    const tookMs = clock.date() - since
    // The first start of all ends nothing, and makes what later ones find.
    const restartMs =
      from === null ? journal.state.restartMs : Math.max(1_000, Math.min(tookMs * 1.5, 600_000))
    const unproven = journal.state.unproven.filter(({ sha256 }) => sha256 !== target.sha256)
    const last = lastOf(step, { outcome: 'updated', code: null, message: `release ${target.version} runs` })
    const mayReturn = from !== null && canReturn(target, from)
    const probation = mayReturn ? { until: clock.date() + probationMs, ends: 0 } : null
    await journal.change({
      step: null,
      current: target,
      previous: from,
      restartMs,
      unproven,
      last,
      probation,
    })
    await ports.cleanUp([target, ...(from === null ? [] : [from])].map(({ folder }) => folder))
    report('updated', `release ${target.version} runs: ready, with a new block and a finished job`)
    return { target, reason: null, tookMs }
  }

  /** Notes what was found before anything follows from it: a release that has failed by itself is refused from now on. */
  async function fail(step: Step, shortfall: Shortfall): Promise<void> {
    await journal.change({ ...verdict(step, shortfall), step: { ...step, kind: 'returning', shortfall } })
    report('rolling-back', `release ${step.target.version} is rolled back: ${shortfall.reason}`)
  }

  /** Makes the release before current again. */
  async function goBack(step: Step): Promise<Ended> {
    const { target, from, since } = step
    const { version } = target
    let found = step.shortfall ?? { reason: 'unknown', isOwn: true }
    const drainMs = Math.min(rejectedMs, times.drainMs)
    if (from === null) await kept.stop(drainMs)
    else {
      await ports.makeCurrent(from.folder)
      await startOnly(from, drainMs)
      const deadline = clock.date() + times.healthMs
      const own = await prove(parts, { ...step, target: from, deadline, resumed: 0 })
      if (own !== null) {
        const reason = `${found.reason}, and release ${from.version} neither proved itself afterwards: ${own.reason}`
        found = { reason, isOwn: false }
      }
    }
    const { reason } = found
    const changes = verdict(step, found, true)
    const isOver = changes.refused?.some(({ sha256 }) => sha256 === target.sha256) === true
    const last = lastOf(step, {
      ...(isOver
        ? { outcome: 'rolled-back', code: 'UPDATE_ROLLED_BACK' }
        : { outcome: 'unproven', code: 'UPDATE_UNPROVEN' }),
      message: reason,
    })
    await journal.change({ ...changes, step: null, last })
    const outcome =
      from === null
        ? `release ${version} does not run yet`
        : `release ${from.version} runs again, after ${version}`
    report('rolled-back', `${outcome}: ${reason}`)
    return { target, reason, tookMs: clock.date() - since }
  }

  /** Lists with what becomes of a release that did not prove itself: never again, or another time. */
  function verdict(
    { target: { sha256, version }, from }: Step,
    { reason, isOwn }: Shortfall,
    isFinal = false,
  ): Partial<Journal> {
    const { refused, unproven } = journal.state
    const isOther = (one: { readonly sha256: string }) => one.sha256 !== sha256
    const tries = (unproven.find((one) => one.sha256 === sha256)?.tries ?? 0) + 1
    // The first release of all may have met a configuration that is wrong: nothing says that it is its own fault.
    if (from !== null && (isOwn || (isFinal && tries >= mostTries))) {
      const entry = { sha256, version, reason, at: new Date(clock.date()).toISOString() }
      return {
        refused: [...refused.filter(isOther), entry],
        unproven: unproven.filter((one) => isOther(one) || !isFinal),
      }
    }
    if (!isFinal) return {}
    // Nothing else runs before the first release has: it is tried for as long as it takes.
    const notBefore = clock.date() + (from === null ? bareMs : firstPauseMs * 6 ** (tries - 1))
    return {
      refused: refused.filter(isOther),
      unproven: [...unproven.filter(isOther), { sha256, version, reason, tries, notBefore }],
    }
  }

  function lastOf(
    { request, target: { version } }: Step,
    of: Pick<NonNullable<Journal['last']>, 'outcome' | 'code' | 'message'>,
  ): Journal['last'] {
    return { ...of, at: new Date(clock.date()).toISOString(), request, version }
  }
}
