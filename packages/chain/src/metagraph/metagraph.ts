/** Address at which a neuron serves, as published. */
export interface Axon {
  /** IPv4 or IPv6 address, the latter in its shortest form without brackets. */
  readonly host: string
  readonly port: number
  /** Number of the protocol that the neuron named; SDKs publish 4. */
  readonly protocol: number
  /** Version that the neuron named. */
  readonly version: number
  /** Block at which it was published. */
  readonly servedAt: number
}

/** One neuron as the chain shows it at a block. */
export interface Neuron {
  readonly uid: number
  readonly hotkey: string
  readonly coldkey: string
  /** Name in the identity of the coldkey, or null; anyone may claim any name. */
  readonly identity: string | null
  /** Published axon, or null if the neuron never published one (or reset it). */
  readonly axon: Axon | null
  /** Block at which the hotkey took this uid: with the hotkey it names a miner for good. */
  readonly registeredAt: number
  /** True if its weights count, as of the last epoch. */
  readonly validatorPermit: boolean
  readonly active: boolean
  /** Stake that the chain weighs the neuron with, in rao: `alphaStake + floor(taoStake × TAO weight)`. */
  readonly stake: bigint
  /** Alpha on the hotkey, in rao: that of parents added, that of children taken off. */
  readonly alphaStake: bigint
  /** TAO on the hotkey on the root network, in rao: that of parents added, that of children taken off. */
  readonly taoStake: bigint
  /** Shares as the chain stores them, 0 to 65535; incentive is that of the mechanism. */
  readonly incentive: number
  readonly dividends: number
  readonly validatorTrust: number
  readonly consensus: number
  /** Shares that newer runtimes no longer compute: null there. */
  readonly trust: number | null
  readonly rank: number | null
  /** Alpha of the last epoch, in rao. */
  readonly emission: bigint
  /** Block of the last accepted weights of the mechanism (or of registration). */
  readonly lastUpdate: number
}

/** Hyperparameters of a subnet that decide what neurons can do. */
export interface MetagraphParameters {
  /** Blocks from epoch to epoch. */
  readonly tempo: number
  readonly maxUids: number
  /** Most neurons that get a validator permit. */
  readonly maxValidators: number
  /** Blocks for which a new neuron is not replaced. */
  readonly immunityPeriod: number
  /** Blocks without weights after which a validator counts as inactive. */
  readonly activityCutoff: number
  /** Least length of a weight vector. */
  readonly minAllowedWeights: number
  /** Greatest share of one uid in a weight vector, of 65535. */
  readonly maxWeightsLimit: number
  /** Least version key that weights have to carry. */
  readonly weightsVersion: bigint
  /** Blocks between two settings of weights. */
  readonly weightsRateLimit: number
  /** Blocks between two publications of an axon. */
  readonly servingRateLimit: number
  /** True if weights are committed first and revealed later. */
  readonly commitReveal: boolean
  /** Epochs from commit to reveal. */
  readonly revealPeriod: number
  readonly registrationAllowed: boolean
}

/** A subnet at one block, neurons in uid order. */
export interface Metagraph {
  readonly netuid: number
  readonly mechanism: number
  readonly block: number
  /** 0x and 64 hex digits. */
  readonly blockHash: string
  /**
   * Source of the data: the method of the runtime API, or `storage` if the runtime has no suitable method. Storage costs
   * more requests; names that only the runtime knows (those of subnets without an identity) are null then.
   */
  readonly source: MetagraphSource
  /** Name in the subnet's identity or in the runtime's own list, or null. */
  readonly name: string | null
  /** Symbol of its alpha. */
  readonly symbol: string
  readonly ownerHotkey: string
  readonly ownerColdkey: string
  /** Block at which the subnet was registered. */
  readonly registeredAt: number
  /** Block of the last epoch that paid. */
  readonly lastStep: number
  readonly blocksSinceLastStep: number
  /** Block of the next epoch, if nothing defers it; null when none will come. */
  readonly nextEpochBlock: number | null
  /** Cost of a registration at this block, in rao; it is burned. */
  readonly burn: bigint
  /** Reserves of the subnet's pool, in rao of TAO and of alpha. */
  readonly pool: { readonly tao: bigint; readonly alpha: bigint }
  readonly parameters: MetagraphParameters
  readonly neurons: readonly Neuron[]
}

/** Ways to read a {@link Metagraph}, the best first. */
export const metagraphSources = [
  'get_selective_mechagraph',
  'get_selective_metagraph',
  'get_mechagraph',
  'get_metagraph',
  'storage',
] as const

/** One of {@link metagraphSources}; all but `storage` are methods of `SubnetInfoRuntimeApi`. */
export type MetagraphSource = (typeof metagraphSources)[number]
