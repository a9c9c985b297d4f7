import type { WeightsChain } from '@subnetkit/chain'
import { coreError } from '../errors.js'
import type { LeaseHolder } from './holder.js'

/** Weights that are signed and sent under a lease only: nothing lives longer than it. */
export function guardWeights(weights: WeightsChain, lease: LeaseHolder): WeightsChain {
  return {
    ...weights,
    async sign(call, options) {
      const through = await lease.requireHeld(options.eraBlocks)
      const signed = await weights.sign(call, options)
      if (signed.lastBlock <= through) return signed
      const { netuid, hotkey } = weights.subject
      const detail = `its lease ends at block ${through}, and the call would live until block ${signed.lastBlock}`
      throw coreError('LEASE_NOT_HELD', { netuid, hotkey, detail })
    },
    async broadcast(signed) {
      await lease.requireHeld(0)
      return weights.broadcast(signed)
    },
  }
}
