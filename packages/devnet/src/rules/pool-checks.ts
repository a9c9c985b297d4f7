import type { PoolContext } from '../runtime/context.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { shieldObjection } from '../shield/submission.js'
import { poolObjection } from './guards.js'
import type { SubtensorError } from './refusal.js'

/** Custom codes with which the transaction pool refuses, by the error that a batch reports in their place. */
const poolCodes: { readonly [E in SubtensorError]?: number } = {
  ColdkeySwapAnnounced: 0,
  AmountTooLow: 1,
  NotEnoughStakeToSetWeights: 1,
  NotEnoughBalanceToStake: 2,
  SubnetNotExists: 3,
  HotKeyAccountNotExists: 4,
  NotEnoughStakeToWithdraw: 5,
  CommittingWeightsTooFast: 6,
  SettingWeightsTooFast: 6,
  NetworkTxRateLimitExceeded: 6,
  InsufficientLiquidity: 7,
  SlippageTooHigh: 8,
  TransferDisallowed: 9,
  HotKeyNotRegisteredInNetwork: 10,
  InvalidIpAddress: 11,
  ServingRateLimitExceeded: 12,
  InvalidPort: 13,
  ZeroMaxStakeAmount: 14,
  InvalidRevealRound: 15,
  NoWeightsCommitFound: 16,
  RevealTooEarly: 17,
  InputLengthsUnequal: 18,
  HotKeyNotRegisteredInSubNet: 19,
  ColdkeySwapDisputed: 21,
  NonAssociatedColdKey: 25,
  DelegateTakeTooLow: 26,
  DelegateTakeTooHigh: 27,
}

/** Code of all other errors. */
const badRequest = 255

/** Reason to keep a call out of the pool, as its custom code. Calls inside wrappers are checked on dispatch. */
export function checkForPool(ctx: PoolContext, call: RuntimeCall): number | null {
  if (call.pallet === 'MevShield' && call.call === 'submit_encrypted') {
    return shieldObjection(ctx, (call.args as { readonly ciphertext: Uint8Array }).ciphertext)
  }
  const objection = poolObjection(ctx, call)
  return objection === undefined ? null : (poolCodes[objection] ?? badRequest)
}
