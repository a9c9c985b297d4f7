import type { BlockContext } from '../runtime/context.js'
import { spendableBalance, transfer } from '../runtime/currency.js'
import { hotkeyExists, ownerOf, subnetAccount } from './accounts.js'
import { creditStake, debitStake, type Holder, hasRootStake, removeHolding, stakeOf } from './holdings.js'
import { div64, floor64, minOf, to64 } from './math/fixed.js'
import { buyAlpha, currentPrice, type SwapOptions, sellAlpha } from './pool.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { listRootStaker, unlistRootStaker } from './root-stakers.js'
import { root } from './subnets.js'
import { passBuyFee, passSellFee } from './swap-fees.js'

/** Least TAO, rao, that staking may move. */
export const minimumStake = 2_000_000n

/** A hotkey gets a stored take, the default, when others stake on it in certain ways. */
export function becomeDelegate(ctx: BlockContext, { hotkey, coldkey }: Holder): void {
  const { Delegates } = ctx.state.SubtensorModule
  if (ownerOf(ctx, hotkey) !== coldkey && !Delegates.has(hotkey)) Delegates.set(hotkey, Delegates.get(hotkey))
}

/** Buys alpha for a coldkey's TAO, stakes it and returns its amount; the coldkey's account stays alive. */
export function stakeIntoSubnet(
  ctx: BlockContext,
  holder: Holder,
  tao: bigint,
  options: SwapOptions,
): bigint {
  const { hotkey, coldkey, netuid } = holder
  const moved = minOf(tao, spendableBalance(ctx, coldkey, 'keep'))
  refuse(tao > 0n && moved === 0n, 'InsufficientBalance')
  if (moved > 0n) transfer(ctx, coldkey, subnetAccount(netuid), moved, 'keep')
  const bought = buyAlpha(ctx, netuid, moved, options)
  refuse(bought.paidOut === 0n, 'AmountTooLow')
  creditStake(ctx, holder, bought.paidOut)
  passBuyFee(ctx, netuid, bought.fee)
  if (netuid === root) listRootStaker(ctx, coldkey)
  noteStakeBlock(ctx, holder)
  ctx.deposit('SubtensorModule', 'StakeAdded', [coldkey, hotkey, moved, bought.paidOut, netuid, bought.fee])
  return bought.paidOut
}

/** Sells stake, pays the TAO out, to the coldkey if to nobody else, and returns its amount. */
export function unstakeFromSubnet(
  ctx: BlockContext,
  holder: Holder,
  amount: bigint,
  options: SwapOptions,
  beneficiary = holder.coldkey,
): bigint {
  const { hotkey, coldkey, netuid } = holder
  debitStake(ctx, holder, amount)
  const sold = sellAlpha(ctx, netuid, amount, options)
  creditStake(ctx, holder, sold.unused)
  transfer(ctx, subnetAccount(netuid), beneficiary, sold.paidOut, 'allow')
  passSellFee(ctx, netuid, sold.fee)
  if (netuid === root && !hasRootStake(ctx, coldkey)) unlistRootStaker(ctx, coldkey)
  noteStakeBlock(ctx, holder)
  const { paidIn, paidOut, fee } = sold
  ctx.deposit('SubtensorModule', 'StakeRemoved', [coldkey, hotkey, paidOut, paidIn, netuid, fee])
  return paidOut
}

/** Notes the block in which a coldkey has last changed its stake on a hotkey. */
export function noteStakeBlock(ctx: BlockContext, { coldkey, hotkey }: Holder): void {
  ctx.state.SubtensorModule.LastColdkeyHotkeyStakeBlock.set(coldkey, hotkey, BigInt(ctx.block))
}

/** Least stake of a nominator, rao: NominatorMinRequiredStake is in millionths of the least stake. */
const leastNomination = (ctx: Reading): bigint =>
  (minimumStake * ctx.state.SubtensorModule.NominatorMinRequiredStake.get()) / 1_000_000n

/** Nominators may not leave less behind than their least stake is worth: the rest is paid out too. */
export function clearSmallNomination(ctx: BlockContext, holder: Holder): void {
  const { hotkey, coldkey, netuid } = holder
  if (hotkeyExists(ctx, hotkey) && ownerOf(ctx, hotkey) === coldkey) return
  const least = floor64(div64(to64(leastNomination(ctx)), currentPrice(ctx, netuid)))
  const rest = stakeOf(ctx, holder)
  if (rest === 0n || rest >= least) return
  const failure = ctx.attempt(() => void unstakeFromSubnet(ctx, holder, rest, {}))
  // what no pool takes is lost
  if (failure !== null) removeHolding(ctx, holder, rest)
}
