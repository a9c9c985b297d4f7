import type { SubnetSettings } from '../runtime/context.js'
import type { StorageItem } from '../schema/pallet.js'
import type { PalletName, Schema } from '../schema/schema.js'

export type Storage<P extends PalletName> = Schema[P]['storage']

/** Values of storage items without keys. */
export type GenesisStorage = {
  readonly [P in PalletName]?: {
    readonly [I in keyof Storage<P> as Storage<P>[I] extends StorageItem<[], infer _V, infer _R>
      ? I
      : never]?: Storage<P>[I] extends StorageItem<[], infer V, infer _R> ? V : never
  }
}

/** Settings of a chain, as plain data. Everything else is as in the chain's own local genesis. */
export interface Preset {
  /** Its purpose, in one line. */
  readonly description: string
  /** Milliseconds from block to block, for the timer and for the chain's own clock. */
  readonly blockTime: number
  /** True for the short periods that Subtensor's fast builds have in their code. */
  readonly isFastBuild?: boolean
  /** Blocks by which finality trails the head while the timer makes blocks. */
  readonly finalityDelay?: number
  /** Global values at genesis. */
  readonly genesis: GenesisStorage
  /** Initial values of every new subnet, overriding the chain's own. */
  readonly newSubnet: SubnetSettings
}
