/** Rates of a key; null for no limit. */
export interface KeyLimits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly inFlight: number | null
}

/**
 * Agreement of a key's owner to what its requests may be used for beside its answers: nothing, verdicts on the answers without any text for the
 * scores of miners, or also asking its questions again.
 */
export type OrganicConsent = 'off' | 'scores' | 'replay'

/** A key as it is stored. */
export interface KeyRecord extends KeyLimits {
  readonly id: string
  readonly name: string
  /** Keys of one project share its budget; null for none. */
  readonly project: string | null
  /** Ids of the models that it may use; null for all. */
  readonly models: readonly string[] | null
  /** True for a key that spends what was paid in for it, and nothing else. */
  readonly prepaid: boolean
  /** Agreement of its owner to what its requests may be used for. */
  readonly organic: OrganicConsent
  /** ms since the epoch. */
  readonly createdAt: number
  readonly revokedAt: number | null
}
