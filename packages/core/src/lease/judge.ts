import type { Lease } from './entry.js'
import type { FinalLease } from './lease-port.js'

/** Blocks that another store waits after the last block of a lease. None are needed: a little for readers that count differently. */
export const takeoverMargin = 4

/** Longest life of what a hotkey signs here, in blocks: of commitments, and of weights at most. */
export const writeEra = 64

/** Blocks by which the nodes of two processes of one store may differ. */
const nodeLeeway = 8

/** Standing of a store towards a lease, at a final block. */
export type LeaseStanding =
  /** Its own, and not over. */
  | { readonly kind: 'held'; readonly through: number }
  /** Held by no store, or over: it may be claimed. */
  | { readonly kind: 'free' }
  | {
      readonly kind: 'other'
      readonly holder: string
      readonly through: number
      /** First final block at which it may be claimed. */
      readonly freeFrom: number
    }
  /** Held by no store, or over, but the commitment was written so late that it may have replaced a lease whose holder's weights can still land. */
  | { readonly kind: 'overwritten'; readonly writtenAt: number; readonly freeFrom: number }

/** Judges a lease at a final block for the store `own`. */
export function leaseStanding(
  { block: final, lease, writtenAt }: Pick<FinalLease, 'block' | 'lease' | 'writtenAt'>,
  own: string,
): LeaseStanding {
  if (lease !== null) {
    const { holder, through } = lease
    if (holder === own && final < through) return { kind: 'held', through }
    const freeFrom = through + takeoverMargin
    if (holder !== own && final < freeFrom) return { kind: 'other', holder, through, freeFrom }
  }
  // A holder renews with each write, or leaves as much of its lease.
  const freeFrom = writtenAt === null ? 0 : writtenAt + writeEra + nodeLeeway
  return writtenAt === null || final >= freeFrom
    ? { kind: 'free' }
    : { kind: 'overwritten', writtenAt, freeFrom }
}

/**
 * Lease that its holder leaves behind when it gives it up: for as long as anything that its processes have signed may be included. Nonces would not keep
 * that out, since it may follow on another extrinsic that was lost.
 */
export const releasedLease = ({ holder, through }: Lease, best: number): Lease => ({
  holder,
  through: Math.min(through, best + writeEra + nodeLeeway),
})

/** Shortest lease, in blocks: half of it must be left for a renewal, and one era of what is signed at its end. */
export const shortestLease = 4 * writeEra

/** Share of the commitment's space that renewals plan to use; three quarters are for notices of rounds. */
const leaseShare = 1 / 8
const longestTempo = 50_400

/** Budget of a lease, as the chain's limit on commitments gives it. */
export interface LeaseBudget {
  /** Blocks of an epoch; 0 for a subnet without epochs. */
  readonly tempo: number
  /** Bytes of commitments in an epoch. */
  readonly limit: number
  /** Bytes of one write. */
  readonly charge: number
  /** Leases in the same commitment. */
  readonly mechanisms: number
}

/**
 * Length of a lease, in blocks: an epoch, and at least twice the pause between two renewals that the chain's space
 * allows. A renewal is due at its half.
 */
export function leaseBlocks({ tempo, limit, charge, mechanisms }: LeaseBudget): number {
  const epoch = tempo === 0 ? longestTempo : tempo
  const spacing = Math.ceil((epoch * charge * mechanisms) / (limit * leaseShare))
  return Math.max(shortestLease, tempo, 2 * spacing)
}

/** Returns true if at least half of a lease is over. */
export const isRenewalDue = (best: number, through: number, blocks: number): boolean =>
  through - best <= blocks / 2
