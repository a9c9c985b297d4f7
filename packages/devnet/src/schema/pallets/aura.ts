import { constant, pallet, value } from '../pallet.js'
import { bounded, fixedBytes, newtype, u64, vec } from '../type.js'

const authority = newtype('sp_consensus_aura::sr25519::app_sr25519::Public', fixedBytes(32))
const slot = newtype('sp_consensus_slots::Slot', u64)

/** Block production: authors take turns by slot, and get the fees. Clients read the block time from here. */
export const auraPallet = pallet('Aura', 3, 'pallet_aura', {
  storage: {
    Authorities: value(bounded(vec(authority))),
    CurrentSlot: value(slot),
  },
  constants: {
    SlotDuration: constant(u64, 12_000n),
  },
})
