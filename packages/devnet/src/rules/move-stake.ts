import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { transfer } from '../runtime/currency.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists, subnetAccount } from './accounts.js'
import { creditStake, debitStake, type Holder, stakeOf } from './holdings.js'
import { minOf } from './math/fixed.js'
import { amountWithinRatio, buyAlpha, inputFits, requireLiquidity, sellAlpha } from './pool.js'
import { refuse } from './refusal.js'
import { minimumStake, type PriceLimit } from './stake.js'
import { root, subnetExists } from './subnets.js'

/** move_stake: to another hotkey, another subnet or both. */
export function moveStake(ctx: CallContext, args: CallArgs<'SubtensorModule.move_stake'>): void {
  const coldkey = ensureSigned(ctx)
  const from = { hotkey: args.origin_hotkey, coldkey, netuid: args.origin_netuid }
  const to = { hotkey: args.destination_hotkey, coldkey, netuid: args.destination_netuid }
  const tao = transition(ctx, from, to, args.alpha_amount)
  ctx.deposit('SubtensorModule', 'StakeMoved', [coldkey, from.hotkey, from.netuid, to.hotkey, to.netuid, tao])
}

/** transfer_stake: to another coldkey. */
export function transferStake(ctx: CallContext, args: CallArgs<'SubtensorModule.transfer_stake'>): void {
  const from = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.origin_netuid }
  const to = { hotkey: args.hotkey, coldkey: args.destination_coldkey, netuid: args.destination_netuid }
  const tao = transition(ctx, from, to, args.alpha_amount)
  ctx.deposit('SubtensorModule', 'StakeTransferred', [
    from.coldkey,
    to.coldkey,
    args.hotkey,
    from.netuid,
    to.netuid,
    tao,
  ])
}

/** swap_stake: to another subnet. */
export function swapStake(ctx: CallContext, args: CallArgs<'SubtensorModule.swap_stake'>): void {
  const coldkey = ensureSigned(ctx)
  const from = { hotkey: args.hotkey, coldkey, netuid: args.origin_netuid }
  const to = { hotkey: args.hotkey, coldkey, netuid: args.destination_netuid }
  const tao = transition(ctx, from, to, args.alpha_amount)
  ctx.deposit('SubtensorModule', 'StakeSwapped', [coldkey, args.hotkey, from.netuid, to.netuid, tao])
}

/** swap_stake_limit: as far as keeps the price of the origin's alpha in the destination's above the limit. */
export function swapStakeLimit(ctx: CallContext, args: CallArgs<'SubtensorModule.swap_stake_limit'>): void {
  const coldkey = ensureSigned(ctx)
  const from = { hotkey: args.hotkey, coldkey, netuid: args.origin_netuid }
  const to = { hotkey: args.hotkey, coldkey, netuid: args.destination_netuid }
  const limit = { limitPrice: args.limit_price, allowPartial: args.allow_partial }
  const tao = transition(ctx, from, to, args.alpha_amount, limit)
  ctx.deposit('SubtensorModule', 'StakeSwapped', [coldkey, args.hotkey, from.netuid, to.netuid, tao])
}

/** Moves stake and returns its worth in TAO, rao. Within a subnet it only reads the pool's price. */
function transition(ctx: BlockContext, from: Holder, to: Holder, asked: bigint, limit?: PriceLimit): bigint {
  const { SubtokenEnabled, TransferToggle } = ctx.state.SubtensorModule
  const sameNetwork = from.netuid === to.netuid
  const isSame = sameNetwork && from.hotkey === to.hotkey && from.coldkey === to.coldkey
  refuse(isSame, 'SameNetuid')
  refuse(!subnetExists(ctx, from.netuid) || !subnetExists(ctx, to.netuid), 'SubnetNotExists')
  refuse(!SubtokenEnabled.get(from.netuid) || !SubtokenEnabled.get(to.netuid), 'SubtokenDisabled')
  refuse(!hotkeyExists(ctx, from.hotkey) || !hotkeyExists(ctx, to.hotkey), 'HotKeyAccountNotExists')
  const most = limit === undefined ? asked : amountWithinRatio(ctx, from.netuid, to.netuid, limit.limitPrice)
  refuse(most === 0n && asked > 0n, 'ZeroMaxStakeAmount')
  const amount = minOf(asked, most)
  refuse(stakeOf(ctx, from) < amount, 'NotEnoughStakeToWithdraw')
  refuse(!inputFits(ctx, from.netuid, 'sell', amount), 'InsufficientLiquidity')
  refuse(amount === 0n, 'AmountTooLow')
  const worth = requireLiquidity(ctx, from.netuid, 'sell', amount).paidOut
  refuse(worth <= minimumStake, 'AmountTooLow')
  refuse(asked > most && limit?.allowPartial !== true, 'SlippageTooHigh')
  const changesOwner = from.coldkey !== to.coldkey
  const mayTransfer = TransferToggle.get(from.netuid) && TransferToggle.get(to.netuid)
  refuse(changesOwner && !mayTransfer, 'TransferDisallowed')

  debitStake(ctx, from, amount)
  if (sameNetwork) {
    creditStake(ctx, to, amount)
    return worth
  }
  const sold = sellAlpha(ctx, from.netuid, amount)
  creditStake(ctx, from, sold.unused)
  transfer(ctx, subnetAccount(from.netuid), subnetAccount(to.netuid), sold.paidOut, 'allow')
  // the fee is charged once: where the alpha is sold, or where it is bought when it came from root
  const bought = buyAlpha(ctx, to.netuid, sold.paidOut, { withoutFee: from.netuid !== root })
  creditStake(ctx, to, bought.paidOut)
  return sold.paidOut
}
