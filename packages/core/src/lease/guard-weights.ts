import type { WeightsChain } from '@subnetkit/chain'
import { coreError } from '../errors.js'
import type { LeaseHolder } from './holder.js'
import { leaseStanding } from './judge.js'
import type { LeasePort } from './lease-port.js'

/** Weights that are signed and sent under a lease only: nothing lives longer than it. */
export function guardWeights(weights: WeightsChain, lease: LeaseHolder): WeightsChain {
  return {
    ...weights,
    async sign(call, options) {
      await lease.requireHeld(options.eraBlocks)
      const signed = await weights.sign(call, options)
      // Again, since a signer may take its time: what is signed after a release would outlive what is left of the lease, and stored bytes are sent later.
      const through = await lease.requireHeld(0)
      if (signed.lastBlock <= through) return signed
      const { netuid, hotkey } = weights.subject
      const detail = `its lease ends at block ${through}, and the call would live until block ${signed.lastBlock}`
      throw coreError('LEASE_NOT_HELD', { netuid, hotkey, detail })
    },
    async broadcast(signed) {
      await lease.requireHeld(0)
      return weights.broadcast(signed)
    },
    // Tracking sends the bytes again where a node may have dropped them.
    async track(signed, options) {
      await lease.requireHeld(0)
      return weights.track(signed, options)
    },
  }
}

/** Weights that somebody signs by hand: refused while any store holds the lease of the hotkey. */
export function refuseLeased(weights: WeightsChain, port: LeasePort): WeightsChain {
  async function requireFree(): Promise<void> {
    const final = await port.final()
    // An id that no store has.
    const standing = leaseStanding(final, '')
    if (standing.kind !== 'other') return
    const { netuid, hotkey } = weights.subject
    const { holder, through, freeFrom } = standing
    throw coreError('LEASE_HELD', { netuid, hotkey, holder, through, freeFrom, block: final.block })
  }
  return {
    ...weights,
    async sign(call, options) {
      await requireFree()
      return weights.sign(call, options)
    },
    async broadcast(signed) {
      await requireFree()
      return weights.broadcast(signed)
    },
    async track(signed, options) {
      await requireFree()
      return weights.track(signed, options)
    },
  }
}
