/** What a subnet owner can declare. Names are the chain's; times are blocks. */
export interface Hyperparameters {
  /** Blocks from epoch to epoch, 360 to 50400 for an owner. */
  readonly tempo?: number
  /** Blocks for which a newcomer cannot be pruned. */
  readonly immunityPeriod?: number
  /** Whether validators hide their weights until they are stale. */
  readonly commitReveal?: boolean
  /** Fewest uids that a weight vector names. */
  readonly minAllowedWeights?: number
  /** Blocks between two changes of an axon by one hotkey. */
  readonly servingRateLimit?: number
}
