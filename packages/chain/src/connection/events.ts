import type { ApiPromise } from '@polkadot/api'
import type { BlockRef } from '../read/block.js'
import type { RuntimeReport } from '../runtime-check/check-runtime.js'

/** Event of a connection, in the order of occurrence. Reasons are human-readable sentences. */
export type ConnectionEvent =
  /** A socket is open, its chain is the right one, and all subscriptions are renewed. */
  | { readonly type: 'connected'; readonly endpoint: string; readonly specVersion: number }
  /** The established connection is lost; the client reconnects by itself. */
  | { readonly type: 'lost'; readonly endpoint: string; readonly reason: string }
  /** A connection attempt failed; the next one follows after `retryMs`, 0 if another endpoint is next. */
  | {
      readonly type: 'refused'
      readonly endpoint: string
      readonly reason: string
      readonly retryMs: number
    }
  /** The endpoint is of another chain and is not used. */
  | {
      readonly type: 'distrusted'
      readonly endpoint: string
      readonly genesisHash: string
      readonly expected: string
    }
  /** A different endpoint is in use. */
  | { readonly type: 'switched'; readonly from: string; readonly to: string }
  /** The node answers but has had no new block for `forMs`. */
  | {
      readonly type: 'stalled'
      readonly endpoint: string
      readonly block: BlockRef
      readonly forMs: number
    }
  /** Blocks arrive again after a stall. */
  | { readonly type: 'resumed'; readonly endpoint: string; readonly block: BlockRef }
  /** The chain runs another runtime; its metadata is loaded, so calls are encoded for `to`. */
  | { readonly type: 'runtimeChanged'; readonly from: number; readonly to: number }
  /** The new runtime was checked against everything that core uses; emitted before anything is encoded for it. */
  | { readonly type: 'runtimeChecked'; readonly report: RuntimeReport }

/** State of a connection at this moment. */
export interface ConnectionStatus {
  /** The endpoint in use, or the one used last. */
  readonly endpoint: string
  /** All configured endpoints, in order. */
  readonly endpoints: readonly string[]
  readonly connected: boolean
  readonly genesisHash: string
  readonly specVersion: number
  /** The newest best block received; null before the first. */
  readonly lastBlock: BlockRef | null
  /** Time of its arrival, Unix ms. */
  readonly lastBlockAt: number | null
  /** True if the node answers but its blocks have stopped. */
  readonly stalled: boolean
  /** Number of reconnections. */
  readonly reconnects: number
  /** Number of calls that wait for an answer. */
  readonly requests: number
  /** Active subscriptions. */
  readonly subscriptions: number
}

/** A change of the runtime, with the chain as polkadot.js sees it before and after. */
export interface RuntimeChange {
  /** Spec versions. */
  readonly from: number
  readonly to: number
  readonly before: ApiPromise
  readonly after: ApiPromise
}

/**
 * Called on a runtime change after the metadata is refreshed and before `ready()` lets anyone encode with it. A hook
 * that throws or times out is logged as a process warning and never blocks. It may query the chain, but not wait for
 * `ready()`, which waits for it.
 */
export type RuntimeHook = (change: RuntimeChange) => void | Promise<void>
