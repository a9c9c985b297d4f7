import { spendableBalance } from '../runtime/currency.js'
import { hotkeyExists } from './accounts.js'
import { type Holder, stakeOf } from './holdings.js'
import { minOf } from './math/fixed.js'
import { amountWithinLimit, inputFits, largestWithinLimit, simulated, swapFee } from './pool.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'
import { minimumStake } from './stake-moves.js'
import { subnetExists } from './subnets.js'

/** A price limit in rao per alpha, and whether to go as far as it allows. */
export interface PriceLimit {
  readonly limitPrice: bigint
  readonly allowPartial: boolean
}

export function requireEnabled(ctx: Reading, netuid: number): void {
  refuse(!ctx.state.SubtensorModule.SubtokenEnabled.get(netuid), 'SubtokenDisabled')
}

/** TAO that add_stake and add_stake_limit move, or their refusal. */
export function amountToAdd(ctx: Reading, holder: Holder, asked: bigint, limit?: PriceLimit): bigint {
  const { hotkey, coldkey, netuid } = holder
  refuse(!inputFits(ctx, netuid, 'buy', asked), 'InsufficientLiquidity')
  const most = limit === undefined ? asked : mostWithin(ctx, netuid, 'buy', limit)
  const amount = minOf(asked, most)
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  requireEnabled(ctx, netuid)
  refuse(asked < minimumStake + swapFee(ctx, netuid, minimumStake), 'AmountTooLow')
  refuse(asked > most && limit?.allowPartial !== true, 'SlippageTooHigh')
  refuse(spendableBalance(ctx, coldkey, 'allow') < amount, 'NotEnoughBalanceToStake')
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  const expected = simulated(ctx, netuid, 'buy', amount)
  refuse(expected.paidIn < minimumStake, 'AmountTooLow')
  refuse(expected.paidOut === 0n, 'InsufficientLiquidity')
  return amount
}

/** Alpha that remove_stake and remove_stake_limit take out, or their refusal. The latter is never capped at what is there. */
export function amountToRemove(ctx: Reading, holder: Holder, asked: bigint, limit?: PriceLimit): bigint {
  const isCapped = limit === undefined && follows(ctx, 'cappedUnstaking')
  const wanted = isCapped ? minOf(asked, stakeOf(ctx, holder)) : asked
  refuse(!inputFits(ctx, holder.netuid, 'sell', wanted), 'InsufficientLiquidity')
  const most = limit === undefined ? wanted : mostWithin(ctx, holder.netuid, 'sell', limit)
  requireRemovable(ctx, holder, wanted, limit?.allowPartial === true ? undefined : most)
  return minOf(wanted, most)
}

function mostWithin(ctx: Reading, netuid: number, side: 'buy' | 'sell', { limitPrice }: PriceLimit): bigint {
  if (follows(ctx, 'limitErrors')) return amountWithinLimit(ctx, netuid, side, limitPrice)
  const most = largestWithinLimit(ctx, netuid, side, limitPrice)
  refuse(most === 0n, 'ZeroMaxStakeAmount')
  return most
}

/** Checks of a removal; `most` is where the price limit ends it. */
export function requireRemovable(ctx: Reading, holder: Holder, amount: bigint, most = amount): void {
  const available = stakeOf(ctx, holder)
  refuse(!subnetExists(ctx, holder.netuid), 'SubnetNotExists')
  refuse(amount === 0n, 'AmountTooLow')
  refuse(available < amount, 'NotEnoughStakeToWithdraw')
  const { paidOut } = simulated(ctx, holder.netuid, 'sell', amount)
  refuse(amount < available && paidOut < minimumStake, 'AmountTooLow')
  refuse(amount > most, 'SlippageTooHigh')
  refuse(!hotkeyExists(ctx, holder.hotkey), 'HotKeyAccountNotExists')
}
