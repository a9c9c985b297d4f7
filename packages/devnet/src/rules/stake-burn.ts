import { type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { burnAlpha } from './recycle.js'
import { stake } from './stake.js'

/** add_stake_burn: buys alpha, within a price limit if there is one, and burns it. */
export function addStakeBurn(
  ctx: CallContext,
  { hotkey, netuid, amount, limit }: CallArgs<'SubtensorModule.add_stake_burn'>,
): void {
  const holder = { hotkey, coldkey: ensureSigned(ctx), netuid }
  const within = limit === undefined ? undefined : { limitPrice: limit, allowPartial: false }
  const alpha = stake(ctx, holder, amount, within)
  burnAlpha(ctx, { hotkey, netuid, amount: alpha })
  ctx.deposit('SubtensorModule', 'AddStakeBurn', { netuid, hotkey, amount, alpha })
}
