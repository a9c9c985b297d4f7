import type { SparseRow } from '@subnetkit/yuma'

/** A neuron of the simulated subnet. Stakes in rao of alpha, shares as the chain's u16. */
export interface Neuron {
  readonly hotkey: string
  /** Account that owns the hotkey. */
  readonly coldkey: string
  readonly registeredAt: number
  lastUpdate: number
  weights: SparseRow
  bonds: SparseRow
  permit: boolean
  active: boolean
  emission: bigint
  incentive: number
  dividends: number
  validatorTrust: number
  consensus: number
}

/** A neuron as registration leaves it. */
export function newNeuron(hotkey: string, coldkey: string, block: number): Neuron {
  return {
    ...{ hotkey, coldkey, registeredAt: block, lastUpdate: block, weights: [], bonds: [] },
    ...{ permit: false, active: true, emission: 0n },
    ...{ incentive: 0, dividends: 0, validatorTrust: 0, consensus: 0 },
  }
}
