/** One neuron as the chain shows it at a block. */
export interface Neuron {
  readonly uid: number
  readonly hotkey: string
  readonly coldkey: string
  /** Where it serves, or null when it never published an axon (or reset it). */
  readonly axon: { readonly host: string; readonly port: number } | null
  /** Block at which the hotkey took this uid: with the hotkey it names a miner for good. */
  readonly registeredAt: number
  readonly validatorPermit: boolean
  readonly active: boolean
  /** Alpha and weighted root stake, in rao. */
  readonly stake: bigint
  /** Shares as the chain stores them, 0 to 65535. */
  readonly incentive: number
  readonly dividends: number
  readonly validatorTrust: number
  readonly consensus: number
  /** Alpha of the last epoch, in rao. */
  readonly emission: bigint
  /** Block of the last accepted weights (or of registration). */
  readonly lastUpdate: number
}

/** A subnet at one block, neurons in uid order. */
export interface Metagraph {
  readonly netuid: number
  readonly block: number
  readonly ownerHotkey: string
  readonly neurons: readonly Neuron[]
}
