/** Subject of weights: the hotkey, the subnet and the mechanism. */
export interface WeightsSubject {
  readonly netuid: number
  /** 0 is the main one. */
  readonly mechanism: number
  /** SS58 address of the validator. */
  readonly hotkey: string
}

/** Weights as stored on chain: `uids[i]` gets `values[i]`, all of them u16, the largest value 65535. */
export interface WeightsVector {
  readonly uids: readonly number[]
  readonly values: readonly number[]
  /** Version of protocol and scoring behind them; the subnet may require a minimum. */
  readonly versionKey: bigint
}
