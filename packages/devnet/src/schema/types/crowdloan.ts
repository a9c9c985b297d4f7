import { bool, option, struct, type Type, u32, u64, variant } from '../type.js'
import { account, boundedBytes, hash } from './common.js'
import { runtimeCall } from './outer.js'

const blakeTwo256 = struct('sp_runtime::traits::BlakeTwo256', {})

/** A call that is kept: its bytes, or the hash of a preimage. */
export const boundedCall: Type<BoundedCall> = variant(
  'frame_support::traits::preimages::Bounded',
  { Legacy: { hash }, Inline: boundedBytes, Lookup: { hash, len: u32 } },
  {
    params: [
      { name: 'T', type: runtimeCall },
      { name: 'H', type: blakeTwo256 },
    ],
  },
)

export type BoundedCall =
  | { readonly type: 'Legacy'; readonly value: { readonly hash: string } }
  | { readonly type: 'Inline'; readonly value: Uint8Array }
  | { readonly type: 'Lookup'; readonly value: { readonly hash: string; readonly len: number } }

export const crowdloanInfo = struct(
  'pallet_crowdloan::CrowdloanInfo',
  {
    creator: account,
    deposit: u64,
    min_contribution: u64,
    end: u32,
    cap: u64,
    funds_account: account,
    raised: u64,
    target_address: option(account),
    call: option(boundedCall),
    finalized: bool,
    contributors_count: u32,
  },
  [
    { name: 'AccountId', type: account },
    { name: 'Balance', type: u64 },
    { name: 'BlockNumber', type: u32 },
    { name: 'Call', type: boundedCall },
  ],
)
