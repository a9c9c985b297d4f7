import { call, constant, event, identity, optionalMap, pallet, twox, value } from '../pallet.js'
import { bytes, tuple, u16, u32, u64, vec } from '../type.js'
import { commitmentInfo, registration, usageTracker } from '../types/commitments.js'
import { account, set } from '../types/common.js'

export const commitmentsPallet = pallet('Commitments', 18, 'pallet_commitments', {
  storage: {
    TimelockedIndex: value(set(tuple(u16, account))),
    CommitmentOf: optionalMap([identity(u16), twox(account)], registration),
    LastCommitment: optionalMap([identity(u16), twox(account)], u32),
    LastBondsReset: optionalMap([identity(u16), twox(account)], u32),
    RevealedCommitments: optionalMap([identity(u16), twox(account)], vec(tuple(bytes, u64))),
    UsedSpaceOf: optionalMap([identity(u16), twox(account)], usageTracker),
    MaxSpace: value(u32, 3100),
  },
  calls: {
    set_commitment: call(0, { netuid: u16, info: commitmentInfo }),
    set_max_space: call(2, { new_limit: u32 }),
  },
  events: {
    Commitment: event(0, { netuid: u16, who: account }),
    TimelockCommitment: event(1, { netuid: u16, who: account, reveal_round: u64 }),
    CommitmentRevealed: event(2, { netuid: u16, who: account }),
  },
  errors: [
    'TooManyFieldsInCommitmentInfo',
    'AccountNotAllowedCommit',
    'SpaceLimitExceeded',
    'UnexpectedUnreserveLeftover',
  ],
  constants: {
    MaxFields: constant(u32, 3),
    InitialDeposit: constant(u64, 0n),
    FieldDeposit: constant(u64, 0n),
  },
})
