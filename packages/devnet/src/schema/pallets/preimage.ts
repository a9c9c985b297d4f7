import { call, event, identity, optionalMap, pallet } from '../pallet.js'
import { bounded, bytes, tuple, u32, vec } from '../type.js'
import { hash } from '../types/common.js'
import { oldRequestStatus, requestStatus } from '../types/preimage.js'

export const preimagePallet = pallet('Preimage', 14, 'pallet_preimage', {
  storage: {
    StatusFor: optionalMap([identity(hash)], oldRequestStatus),
    RequestStatusFor: optionalMap([identity(hash)], requestStatus),
    PreimageFor: optionalMap([identity(tuple(hash, u32))], bounded(bytes)),
  },
  calls: {
    note_preimage: call(0, { bytes }),
    unnote_preimage: call(1, { hash }),
    request_preimage: call(2, { hash }),
    unrequest_preimage: call(3, { hash }),
    ensure_updated: call(4, { hashes: vec(hash) }),
  },
  events: {
    Noted: event(0, { hash }),
    Requested: event(1, { hash }),
    Cleared: event(2, { hash }),
  },
  errors: [
    'TooBig',
    'AlreadyNoted',
    'NotAuthorized',
    'NotNoted',
    'Requested',
    'NotRequested',
    'TooMany',
    'TooFew',
  ],
})
