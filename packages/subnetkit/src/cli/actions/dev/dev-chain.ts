import type { DevHotkey } from './role/messages.js'

/** State of one neuron in a mechanism. */
export interface NeuronShares {
  /** Share of the weights that the validators give it, on average; 0 to 1. */
  readonly weight: number
  /** Share of the incentive of the last epoch; 0 to 1. */
  readonly incentive: number
}

/** State of one neuron on the chain. */
export interface NeuronOnChain {
  readonly uid: number
  readonly hotkey: string
  /** By mechanism. */
  readonly shares: readonly NeuronShares[]
  /** Pay of the last epoch, in rao of alpha. */
  readonly emission: bigint
}

/** The subnet on its chain, at one block. */
export interface ChainView {
  readonly block: number
  /** Number of epochs of the subnet so far; null on a chain that does not say it. */
  readonly epoch: number | null
  readonly neurons: readonly NeuronOnChain[]
}

/** A chain with the subnet on it. */
export interface DevChain extends AsyncDisposable {
  readonly network: string | readonly string[]
  readonly netuid: number
  /** Number of mechanisms that are validated and shown, at least 1. */
  readonly mechanisms: number
  /** Undefined: the tempo of the subnet. */
  readonly roundBlocks: number | undefined
  readonly weightsEveryBlocks: number | undefined
  readonly miners: readonly DevHotkey[]
  readonly validators: readonly DevHotkey[]
  read(): Promise<ChainView>
  /** True once a sample miner has incentive. */
  isPaid(view: ChainView): boolean
  /** Passes the time until the weights that were just set or committed are paid, where time can be made. */
  hasten(): void
}

/** Share that a row of weights gives to a uid. */
export function shareIn(row: readonly (readonly [uid: number, weight: number])[], uid: number): number {
  const total = row.reduce((sum, [, weight]) => sum + weight, 0)
  return (row.find(([target]) => target === uid)?.[1] ?? 0) / (total || 1)
}
