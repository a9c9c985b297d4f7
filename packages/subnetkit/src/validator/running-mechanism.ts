import type { Store } from '@subnetkit/core/validator'

/** One mechanism of a running validator or coordinator. */
export interface RunningMechanism {
  readonly mechanism: number
  /** Scores, rounds, receipts and weights of this mechanism. */
  readonly store: Store
}
