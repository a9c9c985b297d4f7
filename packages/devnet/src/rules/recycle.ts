import { type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists } from './accounts.js'
import { debitStake, stakeOf } from './holdings.js'
import { minOf } from './math/fixed.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'
import { root, subnetExists } from './subnets.js'

/** recycle_alpha: destroys own alpha, which can be emitted again. */
export function recycleAlpha(ctx: CallContext, args: CallArgs<'SubtensorModule.recycle_alpha'>): void {
  const { coldkey, amount } = destroy(ctx, args)
  ctx.state.SubtensorModule.SubnetAlphaOut.update(args.netuid, (alpha) => alpha - amount)
  ctx.deposit('SubtensorModule', 'AlphaRecycled', [coldkey, args.hotkey, amount, args.netuid])
}

/** burn_alpha: destroys own alpha for good; it still counts as issued. */
export function burnAlpha(ctx: CallContext, args: CallArgs<'SubtensorModule.burn_alpha'>): void {
  const { coldkey, amount } = destroy(ctx, args)
  ctx.deposit('SubtensorModule', 'AlphaBurned', [coldkey, args.hotkey, amount, args.netuid])
}

function destroy(
  ctx: CallContext,
  { hotkey, netuid, amount: asked }: CallArgs<'SubtensorModule.recycle_alpha'>,
): { readonly coldkey: string; readonly amount: bigint } {
  const coldkey = ensureSigned(ctx)
  const holder = { hotkey, coldkey, netuid }
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(netuid === root, 'CannotBurnOrRecycleOnRootSubnet')
  refuse(!ctx.state.SubtensorModule.SubtokenEnabled.get(netuid), 'SubtokenDisabled')
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  const available = stakeOf(ctx, holder)
  const amount = follows(ctx, 'cappedUnstaking') ? minOf(asked, available) : asked
  refuse(amount > available, 'NotEnoughStakeToWithdraw')
  refuse(ctx.state.SubtensorModule.SubnetAlphaOut.get(netuid) < amount, 'InsufficientLiquidity')
  debitStake(ctx, holder, amount)
  return { coldkey, amount }
}
