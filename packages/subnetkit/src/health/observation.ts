import type { ValidatorEvent } from '@subnetkit/core/validator'

/** Jobs of one queue. */
export interface QueueReading {
  readonly queue: string
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
  /** Age of the oldest job that waits, in ms; null if none does. */
  readonly oldestMs: number | null
}

/** State of the validator's hotkey on chain, at one block. */
export interface StandingReading {
  readonly block: number
  readonly registered: boolean
  readonly permit: boolean
  /** Block of the last weights that the chain took, or of the registration; null if it is not registered. */
  readonly lastUpdate: number | null
  /** Block of the registration; null if it is not registered. */
  readonly registeredAt: number | null
  readonly tempo: number
  /** Blocks that the chain demands between two weights of a hotkey. */
  readonly weightsRateLimit: number
  /** 0 to 1. */
  readonly vtrust: number
  readonly incentive: number
}

/** Newest rounds of the validator in its store, whichever of its coordinators planned and folded them. */
export interface RoundsReading {
  /** Newest round that was planned, with its miners; null if there is none. */
  readonly planned: { readonly round: number; readonly miners: number } | null
  /** Newest round that was folded; null if there is none. */
  readonly folded: number | null
  /** Newest block that holds weights; null if there is none. */
  readonly weightsBlock: number | null
}

/** Failure of a probe: a sentence and its fix. */
export interface ProbeFailure {
  readonly reason: string
  readonly fix: string
}

/** Fact that a process has learned about itself or its surroundings: plain data. */
export type Observation =
  | { readonly kind: 'head'; readonly block: number }
  | { readonly kind: 'connection'; readonly lost: string | null }
  | { readonly kind: 'standing'; readonly standing: StandingReading }
  | { readonly kind: 'event'; readonly event: ValidatorEvent }
  | { readonly kind: 'queues'; readonly queues: readonly QueueReading[] | ProbeFailure }
  /** Null if the store takes writes. */
  | { readonly kind: 'store'; readonly failure: ProbeFailure | null }
  /** Null if the signer in another process answers. */
  | { readonly kind: 'signer'; readonly failure: ProbeFailure | null }
  /** Null while the store holds the lease of the hotkey. */
  | { readonly kind: 'lease'; readonly failure: ProbeFailure | null }
  | { readonly kind: 'rounds'; readonly rounds: RoundsReading }
  /** Newest block that nothing can undo. */
  | { readonly kind: 'final'; readonly block: number }
  | { readonly kind: 'reconnects'; readonly count: number }
  /** Weights on their way. */
  | { readonly kind: 'outbox'; readonly open: number }
  /** Bytes of all tables, and of those of answers and receipts; null while the store does not answer. */
  | { readonly kind: 'sizes'; readonly store: number; readonly receipts: number }
  /** Used share of the disk of an embedded store. */
  | { readonly kind: 'disk'; readonly used: number }
  | { readonly kind: 'sizes'; readonly store: null; readonly receipts: null }
  /** Processes that take jobs of each queue, by its name. */
  | { readonly kind: 'workers'; readonly counts: Readonly<Record<string, number>> }
