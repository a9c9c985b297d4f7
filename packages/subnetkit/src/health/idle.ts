import { type Clock, systemClock } from '@subnetkit/base'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { rootChecks } from './checks.js'
import type { Health } from './create-health.js'

/** A process that runs and does nothing, or did. */
export type IdleEvent = Extract<ValidatorEvent, { kind: 'idle' | 'idle-over' }>

/** The report before. */
interface Reported {
  readonly check: string
  readonly at: number
  readonly round: number | null
  readonly isOver: boolean
}

interface IdleOptions {
  readonly health: Health
  readonly emit: (event: IdleEvent) => void
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Time after which a failing check is reported again where no rounds begin, in ms, at least and at most. */
const [shortestMs, longestMs] = [60_000, 600_000]

/**
 * Reports the checks that fail, once a round while that lasts, and once that it is over: those with a cause of their own,
 * or the first of the others. A check that fails, passes and fails within one round is reported once in it. The returned
 * function looks at the checks: call it often.
 */
export function createIdleReporter({ health, emit, clock = systemClock }: IdleOptions): () => void {
  let reported: Reported | null = null
  let since: number | null = null

  function isDue(check: string, round: number | null, now: number): boolean {
    if (reported === null || (reported.isOver && check !== reported.check)) return true
    const passedMs = now - reported.at
    if (round !== reported.round) return passedMs >= health.roundMs / 2
    const { roundMs } = health
    const isStill = round === null || check === 'blocks arrive'
    return passedMs >= Math.max(isStill ? Math.min(roundMs, longestMs) : 1.5 * roundMs, shortestMs)
  }

  return () => {
    // A validator of a former version works.
    const failing = health
      .report()
      .checks.filter(({ ok, name }) => ok === false && name !== 'activated version')
    const [first] = failing
    const now = clock.now()
    if (first === undefined) {
      if (reported !== null && !reported.isOver) emit({ kind: 'idle-over', ms: now - (since ?? now) })
      if (reported !== null) reported = { ...reported, isOver: true }
      since = null
      return
    }
    since ??= now
    const round = health.state.round?.first ?? null
    if (!isDue(first.name, round, now)) return
    reported = { check: first.name, at: now, round, isOver: false }
    const roots = failing.filter(({ name }) => rootChecks.includes(name))
    const named = roots.length > 0 ? roots : [first]
    const reason = named.map(({ sentence }) => sentence).join('; ')
    const fix = [...new Set(named.map((check) => check.fix ?? ''))].join(' ')
    emit({ kind: 'idle', check: first.name, reason, fix })
  }
}
