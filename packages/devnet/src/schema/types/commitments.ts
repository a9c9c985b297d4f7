import { bounded, fixedBytes, struct, type Type, u32, u64, variant, vec } from '../type.js'
import { boundedBytesUpTo } from './common.js'

const LONGEST_RAW = 128

/** Raw0 to Raw128: the case itself is the length. */
const raw = Object.fromEntries(
  Array.from({ length: LONGEST_RAW + 1 }, (_, length) => [`Raw${length}`, fixedBytes(length)]),
) as Record<`Raw${number}`, Type<string>>

export const data = variant('pallet_commitments::types::Data', {
  None: null,
  ...raw,
  BlakeTwo256: fixedBytes(32),
  Sha256: fixedBytes(32),
  Keccak256: fixedBytes(32),
  ShaThree256: fixedBytes(32),
  TimelockEncrypted: { encrypted: boundedBytesUpTo(1024), reveal_round: u64 },
  ResetBondsFlag: null,
  BigRaw: boundedBytesUpTo(512),
})

export const commitmentInfo = struct(
  'pallet_commitments::types::CommitmentInfo',
  {
    fields: bounded(vec(data)),
  },
  [{ name: 'FieldLimit' }],
)

export const registration = struct(
  'pallet_commitments::types::Registration',
  {
    deposit: u64,
    block: u32,
    info: commitmentInfo,
  },
  [{ name: 'Balance', type: u64 }, { name: 'MaxFields' }, { name: 'BlockNumber', type: u32 }],
)

export const usageTracker = struct('pallet_commitments::types::UsageTracker', {
  last_epoch: u64,
  used_space: u64,
})
