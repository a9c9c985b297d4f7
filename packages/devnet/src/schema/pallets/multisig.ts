import { blake2, call, constant, event, optionalMap, pallet, twox } from '../pallet.js'
import { bounded, fixedBytes, option, struct, u16, u32, u64, vec } from '../type.js'
import { account, weight } from '../types/common.js'
import { dispatchResult } from '../types/dispatch.js'
import { runtimeCall } from '../types/outer.js'

/** Block and extrinsic in which a multisig operation was opened. */
export const timepoint = struct('pallet_multisig::Timepoint', { height: u32, index: u32 }, [
  { name: 'BlockNumber', type: u32 },
])

/** A call that waits for approvals. */
export const operation = struct(
  'pallet_multisig::Multisig',
  { when: timepoint, deposit: u64, depositor: account, approvals: bounded(vec(account)) },
  [
    { name: 'BlockNumber', type: u32 },
    { name: 'Balance', type: u64 },
    { name: 'AccountId', type: account },
    { name: 'MaxApprovals' },
  ],
)

const callHash = fixedBytes(32)

export const multisigPallet = pallet('Multisig', 13, 'pallet_multisig', {
  storage: {
    Multisigs: optionalMap([twox(account), blake2(callHash)], operation),
  },
  calls: {
    as_multi_threshold_1: call(0, { other_signatories: vec(account), call: runtimeCall }),
    as_multi: call(1, {
      threshold: u16,
      other_signatories: vec(account),
      maybe_timepoint: option(timepoint),
      call: runtimeCall,
      max_weight: weight,
    }),
    approve_as_multi: call(2, {
      threshold: u16,
      other_signatories: vec(account),
      maybe_timepoint: option(timepoint),
      call_hash: callHash,
      max_weight: weight,
    }),
    cancel_as_multi: call(3, {
      threshold: u16,
      other_signatories: vec(account),
      timepoint,
      call_hash: callHash,
    }),
    poke_deposit: call(4, { threshold: u16, other_signatories: vec(account), call_hash: callHash }),
  },
  events: {
    NewMultisig: event(0, { approving: account, multisig: account, call_hash: callHash }),
    MultisigApproval: event(1, { approving: account, timepoint, multisig: account, call_hash: callHash }),
    MultisigExecuted: event(2, {
      approving: account,
      timepoint,
      multisig: account,
      call_hash: callHash,
      result: dispatchResult,
    }),
    MultisigCancelled: event(3, { cancelling: account, timepoint, multisig: account, call_hash: callHash }),
    DepositPoked: event(4, { who: account, call_hash: callHash, old_deposit: u64, new_deposit: u64 }),
  },
  errors: [
    'MinimumThreshold',
    'AlreadyApproved',
    'NoApprovalsNeeded',
    'TooFewSignatories',
    'TooManySignatories',
    'SignatoriesOutOfOrder',
    'SenderInSignatories',
    'NotFound',
    'NotOwner',
    'NoTimepoint',
    'WrongTimepoint',
    'UnexpectedTimepoint',
    'MaxWeightTooLow',
    'AlreadyStored',
  ],
  constants: {
    DepositBase: constant(u64, 132_000_000n),
    DepositFactor: constant(u64, 32_000_000n),
    MaxSignatories: constant(u32, 100),
  },
})
