import type { Neuron } from './neuron.js'
import type { Rules } from './settings.js'

/** Weights that wait for their reveal. */
export interface Commit {
  readonly hotkey: string
  /** Epoch and block of the commit. */
  readonly epoch: number
  readonly block: number
  readonly vector: WeightVector
}

/** Weights as a validator submits them. */
export interface WeightVector {
  readonly uids: readonly number[]
  /** 0 to 65535. */
  readonly values: readonly number[]
  /** Version of the subnet that made them. */
  readonly versionKey: bigint
}

/** State of the simulated subnet. Extrinsics of a block come after its epoch, as on chain. */
export interface Chain {
  readonly rules: Rules
  readonly owner: string
  readonly versionKey: bigint
  block: number
  /** SubnetEpochIndex. */
  epoch: number
  /** Block of the last epoch. */
  lastEpochBlock: number
  /** By uid. */
  readonly neurons: Neuron[]
  /** Alpha behind each hotkey, in rao; an evicted hotkey keeps its own. */
  readonly stakes: Map<string, bigint>
  commits: Commit[]
  /** Registration price, in rao. */
  burn: bigint
  /** Alpha that waits for the next epoch, in rao. */
  readonly pending: { server: bigint; validator: bigint; ownerCut: bigint }
}

/** Opens a subnet at a block, without neurons. */
export function openChain(
  rules: Rules,
  options: { owner: string; versionKey: bigint; block: number },
): Chain {
  const { block } = options
  return {
    ...{ rules, owner: options.owner, versionKey: options.versionKey },
    ...{
      block,
      epoch: 0,
      lastEpochBlock: block,
      neurons: [],
      stakes: new Map(),
      commits: [],
      burn: rules.burn,
    },
    pending: { server: 0n, validator: 0n, ownerCut: 0n },
  }
}

/** Uid of a hotkey; undefined if it is not registered. */
export function uidOf({ neurons }: Pick<Chain, 'neurons'>, hotkey: string): number | undefined {
  const uid = neurons.findIndex((neuron) => neuron.hotkey === hotkey)
  return uid < 0 ? undefined : uid
}

/** Adds to the alpha behind a hotkey, in rao. */
export function credit({ stakes }: Pick<Chain, 'stakes'>, hotkey: string, amount: bigint): void {
  stakes.set(hotkey, (stakes.get(hotkey) ?? 0n) + amount)
}
