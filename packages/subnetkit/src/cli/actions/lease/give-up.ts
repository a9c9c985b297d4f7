import type { Database, LeaseIdentity, LeaseSubject } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { chainOf, type OpenLease } from './open-lease.js'

/** Remaining lease of one mechanism. */
export interface ReleasedLease {
  readonly mechanism: number
  /** Its last block; null where the store held none. */
  readonly through: number | null
}

/** Leases of a store that signs nothing any more. */
export interface GivenUp {
  /** Shortens them on chain. Throws LEASE_UNSETTLED, and the errors of writes. */
  end(): Promise<readonly ReleasedLease[]>
}

/**
 * Lets a store sign nothing any more, also after a restart. Nothing of that is on chain before {@link GivenUp.end}. Throws CHAIN_DIFFERS, and the
 * errors of keys, before it changes anything.
 */
export async function giveUp(
  context: Context,
  { database, validator, subjects }: OpenLease,
): Promise<GivenUp> {
  const { endLease } = await import('@subnetkit/core/validator')
  const client = await chainOf(context, validator)
  const signer = await context.keys.hotkey()
  const identities = await openAll(database, subjects)
  // First, so that a validator on the same server does not renew it.
  for (const identity of identities) await identity.release()
  return {
    async end() {
      context.progress('shortening the lease, once all that was sent before is final')
      const released: ReleasedLease[] = []
      for (const [at, { netuid, mechanism, hotkey }] of subjects.entries()) {
        const { holder } = await identities[at]!.read()
        const ending = endLease(client, signer, { netuid, mechanism, hotkey }, holder)
        released.push({ mechanism, through: await context.unlessInterrupted(ending) })
      }
      return released
    },
  }
}

async function openAll(
  database: Database,
  subjects: readonly LeaseSubject[],
): Promise<readonly LeaseIdentity[]> {
  const { openLeaseIdentity } = await import('@subnetkit/core/validator')
  return Promise.all(subjects.map((subject) => openLeaseIdentity(database, subject)))
}

/** Leases that were given up, for people. */
export const describeReleased = (released: readonly ReleasedLease[]): string =>
  released
    .map(({ mechanism, through }) => {
      const rest =
        through === null
          ? 'this store held no lease, and claims none any more'
          : `the lease ends at block ${through}, with what was signed before; then another store may claim it`
      return `mechanism ${mechanism}: ${rest}`
    })
    .join('\n')
