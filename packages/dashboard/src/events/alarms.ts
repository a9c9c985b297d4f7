import type { ValidatorEvent } from '@subnetkit/core/validator'

/** Trouble that a validator has reported. */
export interface Alarm {
  /** Wall clock, ms since the Unix epoch. */
  readonly at: number
  readonly code: string
  readonly sentence: string
  /** Instruction; null if there is none. */
  readonly fix: string | null
  /** True while it lasts. */
  readonly isOpen: boolean
  /** Times that it was reported. */
  readonly count: number
}

/** The newest alarms, newest first. */
export interface Alarms {
  observe(event: ValidatorEvent): void
  list(): readonly Alarm[]
}

const most = 20

/** Collects trouble from the events: one entry for each code, with the newest sentence. */
export function createAlarms(now: () => number): Alarms {
  const byCode = new Map<string, Alarm>()

  function raise(code: string, sentence: string, fix: string | null, isOpen = false): void {
    const count = (byCode.get(code)?.count ?? 0) + 1
    byCode.delete(code)
    byCode.set(code, { at: now(), code, sentence, fix, isOpen, count })
    for (const oldest of byCode.keys()) {
      if (byCode.size <= most) return
      byCode.delete(oldest)
    }
  }
  function close(code: string): void {
    const alarm = byCode.get(code)
    if (alarm !== undefined) byCode.set(code, { ...alarm, isOpen: false })
  }

  return {
    observe(event) {
      if (event.kind === 'trouble')
        raise(event.code, event.reason, event.fix, event.lasting === true && event.block === undefined)
      else if (event.kind === 'trouble-over') close(event.code)
      else if (event.kind === 'weights-refused') raise(event.code, event.reason, event.fix ?? null)
      else if (event.kind === 'step-failed')
        raise(event.code, `${event.step} failed: ${event.reason}`, event.fix)
      else if (event.kind === 'round-skipped' && event.code !== 'BEGAN_BEFORE_START')
        raise(event.code, `round ${event.round} was skipped: ${event.reason}`, null)
    },
    list: () => [...byCode.values()].reverse(),
  }
}
