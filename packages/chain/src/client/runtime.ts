import type { Metadata } from '@polkadot/types'
import type { Hash, RuntimeVersion } from '@polkadot/types/interfaces'
import type { DecoratedMeta } from '@polkadot/types/metadata/decorate/types'
import type { Registry } from '@polkadot/types/types'

/** A runtime and what its metadata describes, decorated by polkadot.js: `tx.balances.transferKeepAlive(…)` is a call. */
export interface Runtime {
  readonly registry: Registry
  readonly runtimeMetadata: Metadata
  readonly runtimeVersion: RuntimeVersion
  /** Calls by pallet and name, in camel case. */
  readonly tx: DecoratedMeta['tx']
  /** Storage items: functions that make keys. */
  readonly query: DecoratedMeta['query']
  readonly consts: DecoratedMeta['consts']
}

/** A chain by the metadata of its runtime of this moment. */
export interface ChainApi extends Runtime {
  readonly genesisHash: Hash
  /** The name that the node gives the chain. */
  readonly runtimeChain: string
  /** Asks the node, by the name of a JSON-RPC method; the answer is what the node sent. */
  rpc(method: string, ...params: readonly unknown[]): Promise<unknown>
  /**
   * Subscribes, by the names of the notification and of the JSON-RPC method; renewed on every later socket. Returns how
   * to end it.
   */
  subscribe(
    type: string,
    method: string,
    params: readonly unknown[],
    listener: (result: unknown) => void,
  ): Promise<() => Promise<boolean>>
  /** The runtime that answers at a block: its metadata is read once a spec version. */
  runtimeAt(hash: string): Promise<Runtime>
}
