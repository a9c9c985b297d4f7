import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { freeBalance, transfer } from '../runtime/currency.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists, subnetAccount } from './accounts.js'
import { creditStake, debitStake, type Holder, stakeOf } from './holdings.js'
import { minOf } from './math/fixed.js'
import { transferKeepingAlive } from './money.js'
import { amountWithinLimit, buyAlpha, inputFits, requireLiquidity, sellAlpha, swapFee } from './pool.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { allNetworks, root, subnetExists } from './subnets.js'

/** Least TAO, rao, that staking may move. */
export const minimumStake = 2_000_000n

/** A price limit in rao per alpha, and whether to go as far as it allows. */
export interface PriceLimit {
  readonly limitPrice: bigint
  readonly allowPartial: boolean
}

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

function stake(ctx: BlockContext, holder: Holder, asked: bigint, limit?: PriceLimit): void {
  const { hotkey, coldkey, netuid } = holder
  const most = limit === undefined ? asked : amountWithinLimit(ctx, netuid, 'buy', limit.limitPrice)
  refuse(most === 0n && asked > 0n, 'ZeroMaxStakeAmount')
  const amount = minOf(asked, most)
  refuse(!inputFits(ctx, netuid, 'buy', amount), 'InsufficientLiquidity')
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(!ctx.state.SubtensorModule.SubtokenEnabled.get(netuid), 'SubtokenDisabled')
  refuse(amount < minimumStake + swapFee(ctx, netuid, amount), 'AmountTooLow')
  refuse(asked > most && limit?.allowPartial !== true, 'SlippageTooHigh')
  refuse(freeBalance(ctx, coldkey) < amount, 'NotEnoughBalanceToStake')
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  requireLiquidity(ctx, netuid, 'buy', amount)

  const moved = transferKeepingAlive(ctx, coldkey, subnetAccount(netuid), amount)
  refuse(moved < minimumStake, 'AmountTooLow')
  const bought = buyAlpha(ctx, netuid, moved, { limitPrice: limit?.limitPrice })
  if (bought.unused > 0n) transfer(ctx, subnetAccount(netuid), coldkey, bought.unused, 'allow')
  creditStake(ctx, holder, bought.paidOut)
  const paid = moved - bought.unused
  ctx.deposit('SubtensorModule', 'StakeAdded', [coldkey, hotkey, paid, bought.paidOut, netuid, bought.fee])
}

/** remove_stake. */
export function removeStake(ctx: CallContext, args: CallArgs<'SubtensorModule.remove_stake'>): void {
  const holder = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.netuid }
  unstake(ctx, holder, args.amount_unstaked)
}

/** remove_stake_limit. */
export function removeStakeLimit(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.remove_stake_limit'>,
): void {
  const holder = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.netuid }
  unstake(ctx, holder, args.amount_unstaked, {
    limitPrice: args.limit_price,
    allowPartial: args.allow_partial,
  })
}

/** remove_stake_full_limit: the whole stake, all of it within the limit or nothing. */
export function removeStakeFullLimit(
  ctx: CallContext,
  { hotkey, netuid, limit_price }: CallArgs<'SubtensorModule.remove_stake_full_limit'>,
): void {
  const holder = { hotkey, coldkey: ensureSigned(ctx), netuid }
  const limit = limit_price === undefined ? undefined : { limitPrice: limit_price, allowPartial: false }
  unstake(ctx, holder, stakeOf(ctx, holder), limit)
}

function unstake(ctx: BlockContext, holder: Holder, asked: bigint, limit?: PriceLimit): void {
  const { hotkey, netuid } = holder
  const available = stakeOf(ctx, holder)
  const wanted = minOf(asked, available)
  const most = limit === undefined ? wanted : amountWithinLimit(ctx, netuid, 'sell', limit.limitPrice)
  const amount = minOf(wanted, most)
  refuse(!ctx.state.SubtensorModule.SubtokenEnabled.get(netuid), 'SubtokenDisabled')
  refuse(!inputFits(ctx, netuid, 'sell', amount), 'InsufficientLiquidity')
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(most === 0n && wanted > 0n, 'ZeroMaxStakeAmount')
  refuse(amount === 0n, 'AmountTooLow')
  const expected = requireLiquidity(ctx, netuid, 'sell', amount)
  refuse(expected.paidOut < minimumStake && amount < available, 'AmountTooLow')
  refuse(available < amount, 'NotEnoughStakeToWithdraw')
  refuse(wanted > most && limit?.allowPartial !== true, 'SlippageTooHigh')
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  sellStake(ctx, holder, amount, limit?.limitPrice)
}

/** Sells stake, pays the TAO out to the coldkey and emits the event. */
function sellStake(ctx: BlockContext, holder: Holder, amount: bigint, limitPrice?: bigint): bigint {
  const { hotkey, coldkey, netuid } = holder
  debitStake(ctx, holder, amount)
  const sold = sellAlpha(ctx, netuid, amount, { limitPrice })
  creditStake(ctx, holder, sold.unused)
  transfer(ctx, subnetAccount(netuid), coldkey, sold.paidOut, 'allow')
  const alpha = amount - sold.unused
  ctx.deposit('SubtensorModule', 'StakeRemoved', [coldkey, hotkey, sold.paidOut, alpha, netuid, sold.fee])
  clearSmallNomination(ctx, holder)
  return sold.paidOut
}

/** Nominators may not leave less than NominatorMinRequiredStake behind: the rest is paid out too. */
function clearSmallNomination(ctx: BlockContext, holder: Holder): void {
  const { NominatorMinRequiredStake, Owner } = ctx.state.SubtensorModule
  if (Owner.get(holder.hotkey) === holder.coldkey) return
  const rest = stakeOf(ctx, holder)
  if (rest === 0n || rest >= NominatorMinRequiredStake.get()) return
  debitStake(ctx, holder, rest)
  const sold = sellAlpha(ctx, holder.netuid, rest, {})
  transfer(ctx, subnetAccount(holder.netuid), holder.coldkey, sold.paidOut, 'allow')
}

/** unstake_all: everything on the hotkey, on every network; what a pool refuses stays. */
export function unstakeAll(ctx: CallContext, { hotkey }: CallArgs<'SubtensorModule.unstake_all'>): void {
  const coldkey = ensureSigned(ctx)
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  for (const holder of holdings(ctx, hotkey, coldkey)) {
    ctx.attempt(() => unstake(ctx, holder, stakeOf(ctx, holder)))
  }
}

/** unstake_all_alpha: everything on the hotkey but its root stake, restaked on root. */
export function unstakeAllAlpha(
  ctx: CallContext,
  { hotkey }: CallArgs<'SubtensorModule.unstake_all_alpha'>,
): void {
  const coldkey = ensureSigned(ctx)
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  let proceeds = 0n
  for (const holder of holdings(ctx, hotkey, coldkey)) {
    if (holder.netuid === root) continue
    const before = freeBalance(ctx, coldkey)
    ctx.attempt(() => unstake(ctx, holder, stakeOf(ctx, holder)))
    proceeds += freeBalance(ctx, coldkey) - before
  }
  refuse(proceeds < minimumStake, 'AmountTooLow')
  stake(ctx, { hotkey, coldkey, netuid: root }, proceeds)
}

const holdings = (ctx: Reading, hotkey: string, coldkey: string): Holder[] =>
  allNetworks(ctx)
    .map((netuid) => ({ hotkey, coldkey, netuid }))
    .filter((holder) => stakeOf(ctx, holder) > 0n)
