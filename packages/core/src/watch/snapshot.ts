/** A neuron in a {@link WatchSnapshot}: what the watch uses of a metagraph, and its row of weights. */
export interface WatchNeuron {
  readonly uid: number
  readonly hotkey: string
  readonly coldkey: string
  /** Block at which the hotkey took this uid. */
  readonly registeredAt: number
  /** Stake that the chain weighs it with, in any one unit: only ratios count. */
  readonly stake: number
  readonly validatorPermit: boolean
  /** Block of its last accepted weights or weights commit. */
  readonly lastUpdate: number
  /** Shares as the chain stores them, 0 to 65535. */
  readonly consensus: number
  readonly incentive: number
  readonly dividends: number
  readonly validatorTrust: number
  /** Its row as stored, `[uid, u16 weight]`; empty where it has none. */
  readonly weights: readonly (readonly [uid: number, weight: number])[]
}

/** One mechanism of a subnet after an epoch; {@link watchValidators} takes one for each epoch, in their order. */
export interface WatchSnapshot {
  readonly block: number
  /** Blocks without an update after which a neuron has no vote. @default 5000 */
  readonly activityCutoff?: number | undefined
  /** In uid order, without gaps. */
  readonly neurons: readonly WatchNeuron[]
}
