import { newtype, option, tuple, u32, u64, variant } from '../type.js'
import { account } from './common.js'

const deposit = tuple(account, u64)

/** Status of a preimage in the form of before tickets. */
export const oldRequestStatus = variant(
  'pallet_preimage::OldRequestStatus',
  {
    Unrequested: { deposit, len: u32 },
    Requested: { deposit: option(deposit), count: u32, len: option(u32) },
  },
  {
    params: [
      { name: 'AccountId', type: account },
      { name: 'Balance', type: u64 },
    ],
  },
)

/** Rao that are held for a preimage. */
const holdConsideration = newtype(
  'frame_support::traits::tokens::fungible::HoldConsideration',
  u64,
  ['A', 'F', 'R', 'D', 'Fp'].map((name) => ({ name })),
)

const ticket = tuple(account, holdConsideration)

/** Status of a preimage: of an account that has noted it, or requested so many times, and then perhaps not noted yet. */
export const requestStatus = variant(
  'pallet_preimage::RequestStatus',
  {
    Unrequested: { ticket, len: u32 },
    Requested: { maybe_ticket: option(ticket), count: u32, maybe_len: option(u32) },
  },
  {
    params: [
      { name: 'AccountId', type: account },
      { name: 'Ticket', type: holdConsideration },
    ],
  },
)
