/** Kinds of findings. */
export const watchKinds = ['weight-copier', 'lazy-validator', 'self-dealing', 'colluding-pair'] as const

/** One of {@link watchKinds}. */
export type WatchKind = (typeof watchKinds)[number]

/** A neuron that a finding names. */
export interface WatchSubject {
  readonly uid: number
  readonly hotkey: string
  readonly coldkey: string
}

/** Fields of every finding. */
export interface WatchFindingBasics {
  /** Validators that the finding is about: two of a colluding pair, else one. */
  readonly validators: readonly WatchSubject[]
  /** Epochs of evidence that it took. */
  readonly epochs: number
  /** Block of the first of them. */
  readonly sinceBlock: number
  /** Block of the snapshot that completed the evidence. */
  readonly foundBlock: number
  /** `high` where the statistic is at least twice as far out as the rule asks for. */
  readonly confidence: 'high' | 'moderate'
}

/** Evidence that new weights are those of somebody else at an earlier time. Distances are total variation, 0 to 1. */
export interface WeightCopierFinding extends WatchFindingBasics {
  readonly kind: 'weight-copier'
  /** The validator that was copied; null for consensus or the mean of all rows. */
  readonly source: WatchSubject | null
  readonly copied: 'validator' | 'consensus' | 'mean'
  /** Epochs by which the copy is late; 0 for a copy within the epoch, set after its source. */
  readonly lag: number
  /** Mean distance of the new weights from the source at that lag. */
  readonly distance: number
  /** Mean distance from the source at the nearest other time at which it had other weights. */
  readonly distanceOtherwise: number
  /** Mean of the distances that independent validators have, in the same epochs. */
  readonly independentDistance: number
}

/** Evidence that weights do not move while those of others do. */
export interface LazyValidatorFinding extends WatchFindingBasics {
  readonly kind: 'lazy-validator'
  /** Times at which the same weights were set again. */
  readonly resent: number
  /** Median distance (total variation) that the weights of the others have moved meanwhile. */
  readonly othersMoved: number
}

/** Evidence that neurons of the validator's own coldkey get more than other validators give them. */
export interface SelfDealingFinding extends WatchFindingBasics {
  readonly kind: 'self-dealing'
  readonly miners: readonly WatchSubject[]
  /** Mean share of its weights on these miners. */
  readonly share: number
  /** Highest share of consensus without the validator, as of the last epochs. */
  readonly consensusShare: number
  /** Median distance of the other validators from that share. */
  readonly othersDeviation: number
}

/** Evidence that two validators give the same miners, or each other's, more than all others do. */
export interface ColludingPairFinding extends WatchFindingBasics {
  readonly kind: 'colluding-pair'
  /** `coldkey`: each over-weights the neurons of the other's coldkey; `common`: both over-weight the same miners. */
  readonly link: 'coldkey' | 'common'
  readonly miners: readonly WatchSubject[]
  /** Mean share of the weights of each validator on the miners that it favours, in the order of `validators`. */
  readonly shares: readonly [number, number]
  /** Share of consensus without the two on the same miners. */
  readonly consensusShares: readonly [number, number]
  readonly othersDeviation: number
}

/** A pattern in weights that honest validators rarely show. It informs; it punishes nobody. */
export type WatchFinding =
  | WeightCopierFinding
  | LazyValidatorFinding
  | SelfDealingFinding
  | ColludingPairFinding
