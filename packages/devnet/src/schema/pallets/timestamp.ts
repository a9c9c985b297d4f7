import { call, constant, pallet, value } from '../pallet.js'
import { bool, compact, u64 } from '../type.js'

export const timestampPallet = pallet('Timestamp', 2, 'pallet_timestamp', {
  storage: {
    Now: value(u64),
    DidUpdate: value(bool),
  },
  calls: {
    set: call(0, { now: compact(u64) }),
  },
  constants: {
    MinimumPeriod: constant(u64, 6_000n),
  },
})
