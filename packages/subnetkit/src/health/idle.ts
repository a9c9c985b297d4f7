import { type Clock, systemClock } from '@subnetkit/base'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import type { Health } from './create-health.js'

/** A process that runs and does nothing, or did. */
export type IdleEvent = Extract<ValidatorEvent, { kind: 'idle' | 'idle-over' }>

interface IdleOptions {
  readonly health: Health
  readonly emit: (event: IdleEvent) => void
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Time after which a failing check is reported again where no rounds begin, in ms. */
const longestMs = 600_000

/**
 * Reports the first check that fails, once a round while it lasts, and once that it is over. The returned function looks
 * at the checks: call it often.
 */
export function createIdleReporter({ health, emit, clock = systemClock }: IdleOptions): () => void {
  let reported: { readonly check: string; readonly at: number; readonly round: number | null } | null = null
  let since = 0

  return () => {
    const failed = health.report().checks.find(({ ok }) => ok === false)
    const now = clock.now()
    if (failed === undefined) {
      if (reported !== null) emit({ kind: 'idle-over', ms: now - since })
      reported = null
      return
    }
    const round = health.state.round?.first ?? null
    if (reported === null) since = now
    else {
      const isNewRound = round !== reported.round && now - reported.at >= health.roundMs / 2
      const isOld = now - reported.at >= Math.min(Math.max(health.roundMs, 60_000), longestMs)
      if (!isNewRound && !isOld) return
    }
    reported = { check: failed.name, at: now, round }
    emit({ kind: 'idle', check: failed.name, reason: failed.sentence, fix: failed.fix ?? '' })
  }
}
