import { type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { stakeOf } from './holdings.js'
import { burnAlpha } from './recycle.js'
import { addStake, addStakeLimit } from './stake.js'

/** add_stake_burn: buys alpha, within a price limit if there is one, and burns it. */
export function addStakeBurn(
  ctx: CallContext,
  { hotkey, netuid, amount, limit }: CallArgs<'SubtensorModule.add_stake_burn'>,
): void {
  const holder = { hotkey, coldkey: ensureSigned(ctx), netuid }
  const before = stakeOf(ctx, holder)
  if (limit === undefined) addStake(ctx, { hotkey, netuid, amount_staked: amount })
  else {
    const args = { hotkey, netuid, amount_staked: amount, limit_price: limit, allow_partial: false }
    addStakeLimit(ctx, args)
  }
  const alpha = stakeOf(ctx, holder) - before
  burnAlpha(ctx, { hotkey, netuid, amount: alpha })
  ctx.deposit('SubtensorModule', 'AddStakeBurn', { netuid, hotkey, amount, alpha })
}
