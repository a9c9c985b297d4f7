import type { ValidatorEvent } from '@subnetkit/core/validator'
import type {
  Observation,
  ProbeFailure,
  QueueReading,
  RoundsReading,
  StandingReading,
} from './observation.js'

/** Block time of the chain until it has been measured, in ms. */
const usualBlockMs = 12_000
/** Heads between which the block time is measured. */
const measured = 16

/** A moment: on the clock, and on the chain. */
export interface Moment {
  /** Monotonic ms. */
  readonly at: number
  /** Newest block then; null before the first. */
  readonly block: number | null
}

/** A step that failed and has not succeeded since. */
export interface Failure extends ProbeFailure {
  readonly step: string
  readonly code: string
}

/** State that health is judged by. */
export interface HealthState {
  readonly started: Moment
  readonly roundBlocks: number
  readonly heads: readonly { readonly at: number; readonly block: number }[]
  /** Time at which the newest round was seen to begin. */
  readonly round: { readonly first: number; readonly at: number } | null
  readonly lost: string | null
  readonly standing: StandingReading | null
  readonly lastJob: Moment | null
  readonly failures: ReadonlyMap<string, Failure>
  readonly planned: (Moment & { readonly miners: number }) | null
  readonly folded: Moment | null
  /** The store as it was seen last; null before. */
  readonly rounds: RoundsReading | null
  /** The first fold since the newest weights; null while none waits for its weights. */
  readonly unset: Moment | null
  /** Miners whose score the newest fold changed; null before the first. */
  readonly counted: number | null
  /** The newest round whose time was over before its work was. */
  readonly closed: Extract<ValidatorEvent, { kind: 'round-closed' }> | null
  /** Reason for which the newest round that is over was skipped; null if it was folded. */
  readonly skipped: { readonly round: number; readonly code: string; readonly reason: string } | null
  readonly weights: {
    /** Block of the last weights of this process. */
    readonly block: number | null
    readonly refused: {
      readonly code: string
      readonly reason: string
      readonly retryBlock: number | null
    } | null
    /** Block from which the next ones are due; null if they are due. */
    readonly dueBlock: number | null
  }
  readonly queues: {
    readonly readings: readonly QueueReading[]
    readonly failure: ProbeFailure | null
  } | null
  /** Activation of the owner that the validator lacks, with its block; null without one. */
  readonly behind: (ProbeFailure & { readonly block: number }) | null
  /** Trouble of the store; null if it takes writes, undefined before the first probe. */
  readonly store: ProbeFailure | null | undefined
  /** Trouble of the signer; null if it answers, undefined before the first probe. */
  readonly signer: ProbeFailure | null | undefined
  /** Reason why the store lacks the lease of the hotkey; null if it holds it, undefined where none is kept, or before the first look. */
  readonly lease: ProbeFailure | null | undefined
  readonly workers: {
    readonly counts: Readonly<Record<string, number>>
    /** Time since which a queue has none, in monotonic ms; null if each has some. */
    readonly missingSince: number | null
  } | null
}

export function initialState(roundBlocks: number, at: number): HealthState {
  return {
    started: { at, block: null },
    ...{ roundBlocks, heads: [], round: null, lost: null, standing: null, lastJob: null },
    ...{ failures: new Map(), planned: null, folded: null, unset: null, counted: null },
    ...{ closed: null, skipped: null, rounds: null, behind: null },
    weights: { block: null, refused: null, dueBlock: null },
    ...{ queues: null, store: undefined, signer: undefined, lease: undefined, workers: null },
  }
}

/** Newest block; null before the first. */
export const headOf = ({ heads }: HealthState): { readonly at: number; readonly block: number } | null =>
  heads.at(-1) ?? null

/** Time from block to block, as measured, in ms. */
export function blockMsOf({ heads }: HealthState): number {
  const [first, last] = [heads[0], heads.at(-1)]
  if (!first || !last || heads.length < 4 || last.block <= first.block) return usualBlockMs
  return (last.at - first.at) / (last.block - first.block)
}

/** State after an observation at `at`, monotonic ms. */
export function observe(state: HealthState, observation: Observation, at: number): HealthState {
  switch (observation.kind) {
    case 'head':
      return withHead(state, observation.block, at)
    case 'connection':
      return { ...state, lost: observation.lost }
    case 'standing':
      return { ...state, standing: observation.standing }
    case 'queues': {
      const { queues } = observation
      if (!('reason' in queues)) return { ...state, queues: { readings: queues, failure: null } }
      return { ...state, queues: { readings: state.queues?.readings ?? [], failure: queues } }
    }
    case 'store':
      return { ...state, store: observation.failure }
    case 'signer':
      return { ...state, signer: observation.failure }
    case 'lease':
      return { ...state, lease: observation.failure }
    case 'workers':
      return { ...state, workers: withWorkers(state, observation.counts, at) }
    case 'rounds':
      return withRounds(state, observation.rounds, { at, block: headOf(state)?.block ?? null })
    case 'final':
    case 'reconnects':
    case 'outbox':
    case 'sizes':
    case 'disk':
      return state
    case 'event':
      return withEvent(state, observation.event, { at, block: headOf(state)?.block ?? null })
  }
}

/** Progress in the store, by whichever coordinator: what it held at the first look was done before. */
function withRounds(state: HealthState, rounds: RoundsReading, moment: Moment): HealthState {
  const before = state.rounds
  const isNew = (now: number | null | undefined, then: number | null | undefined) =>
    before === null ? now === state.round?.first : (now ?? -1) > (then ?? -1)
  const { planned, folded, weightsBlock } = rounds
  const isPlanned = isNew(planned?.round, before?.planned?.round)
  const isFolded = isNew(folded, before?.folded)
  const isSet = isNew(weightsBlock, before?.weightsBlock)
  const own = state.weights
  return {
    ...state,
    rounds,
    ...((isPlanned || isFolded || isSet) && { lastJob: moment }),
    ...(isPlanned && planned && { planned: { ...moment, miners: planned.miners } }),
    ...(isFolded && { folded: moment, unset: state.unset ?? moment, skipped: skippedAfter(state, folded) }),
    ...(isSet &&
      (weightsBlock ?? 0) > (own.block ?? 0) && {
        unset: null,
        weights: { block: weightsBlock, refused: null, dueBlock: null },
      }),
  }
}

/** A round that counted for nobody is past once a later one is folded. */
const skippedAfter = ({ skipped }: HealthState, folded: number | null) =>
  skipped !== null && skipped.round < (folded ?? 0) ? null : skipped

function withWorkers(
  { workers }: HealthState,
  counts: Readonly<Record<string, number>>,
  at: number,
): HealthState['workers'] {
  const isMissing = Object.values(counts).includes(0)
  return { counts, missingSince: isMissing ? (workers?.missingSince ?? at) : null }
}

function withHead(state: HealthState, block: number, at: number): HealthState {
  const first = block - (block % state.roundBlocks)
  const started = state.started.block === null ? { ...state.started, block } : state.started
  const round = state.round?.first === first ? state.round : { first, at }
  return { ...state, started, round, heads: [...state.heads, { at, block }].slice(-measured) }
}

function withEvent(state: HealthState, event: ValidatorEvent, moment: Moment): HealthState {
  switch (event.kind) {
    case 'round-planned':
      return { ...done(state, moment, 'plan'), planned: { ...moment, miners: event.miners } }
    case 'step-done':
      return done(state, moment, event.step)
    case 'query-done':
    case 'task-done':
      return done(state, moment)
    case 'round-length-changed':
      return { ...state, roundBlocks: event.roundBlocks }
    case 'round-closed':
      return { ...state, closed: event }
    case 'round-folded':
      return {
        ...done(state, moment, 'fold'),
        ...{ folded: moment, unset: state.unset ?? moment, counted: event.miners },
        skipped: event.trouble === undefined ? null : { round: event.round, ...event.trouble },
      }
    case 'round-skipped': {
      const { round, code, cause, reason } = event
      if (code === 'BEGAN_BEFORE_START') return done(state, moment)
      const why = cause === null || reason.startsWith(cause) ? reason : `${cause}: ${reason}`
      return { ...done(state, moment), skipped: { round, code, reason: why } }
    }
    case 'weights-set':
    case 'weights-committed':
      return {
        ...done(state, moment, 'weights'),
        unset: null,
        weights: { block: event.block, refused: null, dueBlock: null },
      }
    case 'weights-revealed':
      return done(state, moment, 'outbox')
    case 'weights-not-due':
      return {
        ...done(state, moment, 'weights'),
        unset: null,
        weights: { ...state.weights, refused: null, dueBlock: event.dueBlock },
      }
    case 'weights-refused': {
      const { code, reason, retryBlock } = event
      return {
        ...done(state, moment, 'weights'),
        weights: { ...state.weights, refused: { code, reason, retryBlock }, dueBlock: null },
      }
    }
    case 'step-failed': {
      const { step, code, reason, fix } = event
      const kind = kindOf(step)
      const failures = new Map(state.failures)
      return { ...state, failures: failures.set(kind, { step, code, reason, fix: fix ?? waitFix }) }
    }
    case 'trouble': {
      const { code, reason, fix, block = 0 } = event
      return code === behindCode ? { ...state, behind: { reason, fix: fix ?? waitFix, block } } : state
    }
    case 'trouble-over':
      return event.code === behindCode ? { ...state, behind: null } : state
    default:
      return state
  }
}

const behindCode = 'ACTIVATION_BEHIND'

/** Fix of transient errors. */
const waitFix = 'Wait: the step is retried automatically.'

/** `plan` of `plan-7200`, `query` of `query-7200-3`. */
const kindOf = (step: string) => /^[a-z]+/.exec(step)?.[0] ?? step

/** Records that a step succeeded: jobs move, and its earlier failure is over. */
function done(state: HealthState, moment: Moment, step?: string): HealthState {
  if (step === undefined || !state.failures.has(step)) return { ...state, lastJob: moment }
  const failures = new Map(state.failures)
  failures.delete(step)
  return { ...state, lastJob: moment, failures }
}
