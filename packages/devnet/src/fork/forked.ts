import type { Header } from '../chain/header.js'

/** One subnet of another chain at a block, in the devnet's own layout. */
export interface ForkedSubnet {
  readonly netuid: number
  /** Hash of block 0 of the other chain. */
  readonly genesis: string
  readonly hash: string
  readonly header: Header
  /** Version of the runtime there. */
  readonly specVersion: number
  /** Time from block to block there, in milliseconds. */
  readonly slotMs: number
  /** True for a runtime with the short periods of fast builds. */
  readonly isFastBuild: boolean
  /** Raw storage: keys as hex without 0x. */
  readonly entries: readonly (readonly [key: string, value: Uint8Array])[]
  /** Deviations from the other chain that are known, one sentence each. */
  readonly notes: readonly string[]
}

/** State of reading a subnet. */
export interface ForkProgress {
  /** Part that is read, such as `stakes`. */
  readonly step: string
  /** Position of the step, from 1. */
  readonly position: number
  readonly steps: number
  /** Requests that were answered since the start. */
  readonly requests: number
  /** True once, when everything was read. */
  readonly isDone: boolean
}
