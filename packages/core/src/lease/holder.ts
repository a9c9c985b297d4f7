import type { SignedExtrinsic } from '@subnetkit/chain'
import { coreError } from '../errors.js'
import type { Lease } from './entry.js'
import type { LeaseIdentity } from './identity.js'
import { isRenewalDue, leaseStanding, writeEra } from './judge.js'
import type { LeasePort } from './lease-port.js'

/** Permission to write a commitment. */
export interface WritePermit {
  /** Nonce that the write must have: that of a claim, so that nothing of the hotkey comes before it. Undefined for the holder. */
  readonly nonce: number | undefined
  /** Throws, before anything is sent, where the permission has ended since, or would end before the signature does. */
  check(signed: Pick<SignedExtrinsic, 'lastBlock'>): Promise<void>
  /** Returns the lease that the write sets, or null where the one on chain is recent enough. */
  renewed(best: number, blocks: number): Lease | null
}

/** One store's side of the lease of a hotkey. */
export interface LeaseHolder {
  /** Permits a write of the commitment: a claim of a lease that is free, or any write of the holder. Throws LEASE_HELD and LEASE_RELEASED. */
  permitWrite(): Promise<WritePermit>
  /**
   * Returns the last block of the lease. Throws LEASE_HELD, LEASE_RELEASED, and LEASE_NOT_HELD unless everything is covered that lives for `blocks`
   * from now on.
   */
  requireHeld(blocks: number): Promise<number>
}

/** Makes the holder's side: decisions over what the port and the store say at that moment. It keeps nothing. */
export function createLeaseHolder(
  port: LeasePort,
  identity: LeaseIdentity,
  of: { readonly netuid: number; readonly hotkey: string },
): LeaseHolder {
  async function requireActive(): Promise<string> {
    const { active, holder } = await identity.read()
    if (!active) throw coreError('LEASE_RELEASED', { ...of })
    return holder
  }
  const notHeld = (detail: string) => coreError('LEASE_NOT_HELD', { ...of, detail })

  async function look() {
    // First: a store that has released its lease must not take it back on an older reading.
    const holder = await requireActive()
    const final = await port.final()
    const standing = leaseStanding(final, holder)
    if (standing.kind === 'other') {
      const { holder: other, through, freeFrom } = standing
      throw coreError('LEASE_HELD', { ...of, holder: other, through, freeFrom, block: final.block })
    }
    if (standing.kind === 'overwritten') {
      const { writtenAt, freeFrom } = standing
      throw notHeld(
        `the commitment was written without it at block ${writtenAt}; what a holder signed before may be included until block ${freeFrom}`,
      )
    }
    const best = Math.max(final.block, await port.best())
    return { holder, final, best, through: standing.kind === 'held' ? standing.through : null }
  }
  return {
    async permitWrite() {
      const { holder, final, best, through } = await look()
      // Only the holder writes until its lease ends. Later, the write is bound to the state that was read.
      const held = through !== null && best + writeEra <= through ? through : null
      return {
        nonce: held === null ? final.nonce : undefined,
        async check({ lastBlock }) {
          if ((await requireActive()) !== holder) throw coreError('LEASE_RELEASED', { ...of })
          if (held === null) return
          // Another tool may have overwritten the lease since the permission, which is not bound to a nonce.
          const { through: now } = await look()
          if (now === null || lastBlock > now) throw notHeld(endsAt(now ?? held, lastBlock))
        },
        renewed(at, blocks) {
          if (held !== null && !isRenewalDue(at, held, blocks)) return null
          return { holder, through: at + blocks }
        },
      }
    },
    async requireHeld(blocks) {
      const { final, best, through } = await look()
      if (through === null) {
        throw notHeld(`its store has no lease at the final block ${final.block} yet`)
      }
      if (best + blocks > through) throw notHeld(endsAt(through, best + blocks))
      return through
    },
  }
}

const endsAt = (through: number, last: number) =>
  `its lease ends at block ${through}, and what is signed now may be included until block ${last}`
