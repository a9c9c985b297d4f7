/** Times of a supervisor, in ms. */
export interface Times {
  /** From one look at the channel to the next. */
  readonly everyMs: number
  /** From one question to the validator to the next. */
  readonly pollMs: number
  /** That the validator has to end before it is killed. */
  readonly drainMs: number
  /** That a new release has to prove itself. */
  readonly healthMs: number
  /** Within which the validators of a subnet update after a release. */
  readonly spreadMs: number
  /** That a restart takes, as estimated. */
  readonly restartMs: number
}

export const usualTimes = { pollMs: 1_000, drainMs: 60_000, healthMs: 120_000 } as const
