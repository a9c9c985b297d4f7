import { type Clock, systemClock } from '@subnetkit/base'
import { type HealthCheck, type HealthSubject, judge, weightsLimit } from './checks.js'
import type { Observation } from './observation.js'
import { blockMsOf, type HealthState, initialState, observe } from './state.js'

/** Health of a process, at one moment. */
export interface HealthReport {
  /** False if a check fails. */
  readonly ok: boolean
  readonly checks: readonly HealthCheck[]
}

/** Health as a state over what was observed and a clock: it does nothing by itself. */
export interface Health {
  observe(observation: Observation): void
  report(): HealthReport
  readonly state: HealthState
  /** Time that a round takes, as measured, in ms. */
  readonly roundMs: number
  /** Blocks after which weights are late; null before the tempo is known. */
  readonly weightsLimit: number | null
}

interface HealthOptions extends HealthSubject {
  readonly roundBlocks: number
  /** @default the system's */
  readonly clock?: Clock | undefined
}

export function createHealth({ roundBlocks, clock = systemClock, ...subject }: HealthOptions): Health {
  let state = initialState(roundBlocks, clock.now())
  return {
    observe(observation) {
      state = observe(state, observation, clock.now())
    },
    report() {
      const checks = judge(state, subject, clock.now())
      return { ok: checks.every(({ ok }) => ok !== false), checks }
    },
    get state() {
      return state
    },
    get roundMs() {
      return state.roundBlocks * blockMsOf(state)
    },
    get weightsLimit() {
      return weightsLimit(state, subject.weightsEveryBlocks)
    },
  }
}
