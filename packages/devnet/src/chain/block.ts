import type { StateRoot } from '../state/root.js'
import type { Header } from './header.js'

/** A block and the state after it. */
export interface Block {
  readonly hash: string
  readonly header: Header
  /** Each with its length in front, as they travel. */
  readonly extrinsics: readonly Uint8Array[]
  /** State after the block. */
  readonly sealed: StateRoot
  /** The state as it is read: with what was edited since, while the block was the head. */
  readonly root: StateRoot
  /** Changes of the block: raw keys (hex without 0x) in order, `undefined` for removed ones. */
  readonly changes: ReadonlyMap<string, Uint8Array | undefined>
  /** Unix time in milliseconds. */
  readonly timestamp: number
}
