import type { Lease } from './entry.js'

/** A lease at the newest final block, and what a claim is bound to. */
export interface FinalLease {
  /** Number of the block. */
  readonly block: number
  /** Null for none. */
  readonly lease: Lease | null
  /** Block of the last write of the commitment that holds it; null for none. */
  readonly writtenAt: number | null
  /** Nonce of the hotkey there. */
  readonly nonce: number
}

/** Reads and writes of a lease. */
export interface LeasePort {
  final(): Promise<FinalLease>
  /** Number of the best block. */
  best(): Promise<number>
}
