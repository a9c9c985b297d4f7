import { isSubnetError } from '@subnetkit/base'
import { type ChainClient, readNextNonce, type Signer } from '@subnetkit/chain'
import { changeSlot } from '../commitment/entries.js'
import { coreError } from '../errors.js'
import { createLeasePort, type LeasePlace } from './chain-lease.js'
import { findLease, setLease } from './entry.js'
import { releasedLease } from './judge.js'
import type { FinalLease } from './lease-port.js'

/** Pause between two looks at what is not final yet, in ms. */
const pauseMs = 1_000

/**
 * Shortens the lease of a store on chain, once its identity is released, so that it ends with what was signed before. Returns the last block of what is left of it;
 * null, and sends nothing, where the store has no lease there. Waits until all that the hotkey has sent is final, since a claim of the store may be
 * among it. Throws LEASE_UNSETTLED if that takes longer than an inclusion may, and the errors of writes.
 */
export async function endLease(
  client: ChainClient,
  signer: Signer,
  place: LeasePlace,
  own: string,
): Promise<number | null> {
  const { netuid, mechanism, hotkey } = place
  const port = createLeasePort(client, place)
  const until = client.clock.now() + client.inclusionDeadlineMs

  async function shorten({ nonce }: FinalLease): Promise<number | null> {
    // With this nonce nothing else of the hotkey comes before it: the lease is still its own then.
    const { slot } = await changeSlot(
      client,
      signer,
      netuid,
      (held, { block }) => {
        const lease = findLease(held, mechanism)
        return lease?.holder === own ? setLease(held, mechanism, releasedLease(lease, block.number)) : null
      },
      { nonce },
    )
    return findLease(slot, mechanism)?.through ?? null
  }

  for (;;) {
    // Before the final block: what is sent between the two reads is not the store's any more.
    const next = await readNextNonce(client, hotkey)
    const final = await port.final()
    const { block, lease, nonce } = final
    // What a store sends while another one has the lease is dead: it was bound to a nonce that is used.
    if (lease !== null && lease.holder !== own && lease.through >= block) return null
    if (nonce >= next) {
      if (lease?.holder !== own || lease.through <= block) return null
      try {
        return await shorten(final)
      } catch (error) {
        // Something else of the hotkey came in between.
        if (!isSubnetError(error, 'NONCE_TAKEN')) throw error
      }
    }
    if (client.clock.now() >= until) {
      throw coreError('LEASE_UNSETTLED', { netuid, hotkey, block, open: Math.max(1, next - nonce) })
    }
    await client.clock.sleep(pauseMs)
  }
}
