import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists } from './accounts.js'
import { type Holder, stakeOf } from './holdings.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'
import {
  amountToAdd,
  amountToRemove,
  type PriceLimit,
  requireEnabled,
  requireRemovable,
} from './stake-checks.js'
import { becomeDelegate, clearSmallNomination, stakeIntoSubnet, unstakeFromSubnet } from './stake-moves.js'
import { allNetworks, allSubnets, root } from './subnets.js'
import { totalStakeOf } from './total-stake.js'

/** add_stake. */
export function addStake(ctx: CallContext, args: CallArgs<'SubtensorModule.add_stake'>): void {
  const holder = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.netuid }
  stake(ctx, holder, args.amount_staked)
}

/** add_stake_limit: moves no more than keeps the price within the limit. */
export function addStakeLimit(ctx: CallContext, args: CallArgs<'SubtensorModule.add_stake_limit'>): void {
  const holder = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.netuid }
  stake(ctx, holder, args.amount_staked, {
    limitPrice: args.limit_price,
    allowPartial: args.allow_partial,
  })
}

/** Stakes TAO and returns the alpha that it bought. */
export function stake(ctx: BlockContext, holder: Holder, asked: bigint, limit?: PriceLimit): bigint {
  if (!follows(ctx, 'subnetFirst')) requireEnabled(ctx, holder.netuid)
  const amount = amountToAdd(ctx, holder, asked, limit)
  if (limit !== undefined) becomeDelegate(ctx, holder)
  return stakeIntoSubnet(ctx, holder, amount, { limitPrice: limit?.limitPrice })
}

/** remove_stake. */
export function removeStake(ctx: CallContext, args: CallArgs<'SubtensorModule.remove_stake'>): void {
  unstake(ctx, { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.netuid }, args.amount_unstaked)
}

/** remove_stake_limit: unlike remove_stake, it refuses more than there is. */
export function removeStakeLimit(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.remove_stake_limit'>,
): void {
  const holder = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.netuid }
  const limit = { limitPrice: args.limit_price, allowPartial: args.allow_partial }
  unstakeWithin(ctx, holder, args.amount_unstaked, limit)
}

/** remove_stake_full_limit: the whole stake, all of it within the limit or nothing. */
export function removeStakeFullLimit(
  ctx: CallContext,
  { hotkey, netuid, limit_price }: CallArgs<'SubtensorModule.remove_stake_full_limit'>,
): void {
  const holder = { hotkey, coldkey: ensureSigned(ctx), netuid }
  const all = stakeOf(ctx, holder)
  if (limit_price === undefined) unstake(ctx, holder, all)
  else unstakeWithin(ctx, holder, all, { limitPrice: limit_price, allowPartial: false })
}

function unstake(ctx: BlockContext, holder: Holder, asked: bigint): void {
  requireEnabled(ctx, holder.netuid)
  sellStake(ctx, holder, amountToRemove(ctx, holder, asked))
}

function unstakeWithin(ctx: BlockContext, holder: Holder, asked: bigint, limit: PriceLimit): void {
  sellStake(ctx, holder, amountToRemove(ctx, holder, asked, limit), limit.limitPrice)
}

/** Sells stake to its holder, and what follows from there being less of it. */
function sellStake(ctx: BlockContext, holder: Holder, amount: bigint, limitPrice?: bigint): void {
  unstakeFromSubnet(ctx, holder, amount, { limitPrice })
  clearSmallNomination(ctx, holder)
  forgetPendingChildren(ctx, holder.hotkey)
}

/** Children that wait to be applied need a hotkey with the stake that scheduling them took. */
function forgetPendingChildren(ctx: BlockContext, hotkey: string): void {
  const { StakeThreshold, PendingChildKeys } = ctx.state.SubtensorModule
  if (totalStakeOf(ctx, hotkey) >= StakeThreshold.get()) return
  for (const netuid of allNetworks(ctx)) PendingChildKeys.remove(netuid, hotkey)
}

/** unstake_all: everything on the hotkey, on every network; what cannot be removed stays. */
export function unstakeAll(ctx: CallContext, { hotkey }: CallArgs<'SubtensorModule.unstake_all'>): void {
  const coldkey = ensureSigned(ctx)
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  for (const netuid of allNetworks(ctx)) removeAll(ctx, { hotkey, coldkey, netuid })
}

/** unstake_all_alpha: everything on the hotkey but its root stake, restaked on root. */
export function unstakeAllAlpha(
  ctx: CallContext,
  { hotkey }: CallArgs<'SubtensorModule.unstake_all_alpha'>,
): void {
  const coldkey = ensureSigned(ctx)
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  let proceeds = 0n
  for (const netuid of allSubnets(ctx)) proceeds += removeAll(ctx, { hotkey, coldkey, netuid })
  stakeIntoSubnet(ctx, { hotkey, coldkey, netuid: root }, proceeds, {})
}

/** Removes the whole stake where the checks allow it; returns the TAO. */
function removeAll(ctx: BlockContext, holder: Holder): bigint {
  const { netuid } = holder
  if (!ctx.state.SubtensorModule.SubtokenEnabled.get(netuid)) return 0n
  const all = stakeOf(ctx, holder)
  if (ctx.attempt(() => requireRemovable(ctx, holder, all)) !== null) return 0n
  const tao = unstakeFromSubnet(ctx, holder, all, {})
  clearSmallNomination(ctx, holder)
  return tao
}
