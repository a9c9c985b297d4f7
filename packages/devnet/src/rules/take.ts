import { type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { createHotkey, hotkeyExists, ownerOf } from './accounts.js'
import { isRateLimited, noteBlock } from './last-blocks.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { subnetExists } from './subnets.js'

function requireOwner(ctx: Reading, coldkey: string, hotkey: string): void {
  refuse(!hotkeyExists(ctx, hotkey), 'HotKeyAccountNotExists')
  refuse(ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
}

/** decrease_take: the owner may lower what its hotkey keeps of nominators' dividends. */
export function decreaseTake(
  ctx: CallContext,
  { hotkey, take }: CallArgs<'SubtensorModule.decrease_take'>,
): void {
  const coldkey = ensureSigned(ctx)
  const { Delegates, MinDelegateTake } = ctx.state.SubtensorModule
  requireOwner(ctx, coldkey, hotkey)
  // a hotkey without a stored take may have any within the bounds
  refuse(Delegates.has(hotkey) && take >= Delegates.get(hotkey), 'DelegateTakeTooLow')
  refuse(take < MinDelegateTake.get(), 'DelegateTakeTooLow')
  Delegates.set(hotkey, take)
  noteBlock(ctx, 'LastTxBlockDelegateTake', hotkey)
  ctx.deposit('SubtensorModule', 'TakeDecreased', [coldkey, hotkey, take])
}

/** increase_take: raising it is limited to once per TxDelegateTakeRateLimit blocks. */
export function increaseTake(
  ctx: CallContext,
  { hotkey, take }: CallArgs<'SubtensorModule.increase_take'>,
): void {
  const coldkey = ensureSigned(ctx)
  const { Delegates, MaxDelegateTake } = ctx.state.SubtensorModule
  requireOwner(ctx, coldkey, hotkey)
  refuse(Delegates.has(hotkey) && take <= Delegates.get(hotkey), 'DelegateTakeTooLow')
  refuse(take > MaxDelegateTake.get(), 'DelegateTakeTooHigh')
  const pause = ctx.state.SubtensorModule.TxDelegateTakeRateLimit.get()
  refuse(isRateLimited(ctx, 'LastTxBlockDelegateTake', hotkey, pause), 'DelegateTxRateLimitExceeded')
  Delegates.set(hotkey, take)
  noteBlock(ctx, 'LastTxBlockDelegateTake', hotkey)
  ctx.deposit('SubtensorModule', 'TakeIncreased', [coldkey, hotkey, take])
}

/** try_associate_hotkey: a coldkey claims a free hotkey. A hotkey with another owner is left alone. */
export function tryAssociateHotkey(
  ctx: CallContext,
  { hotkey }: CallArgs<'SubtensorModule.try_associate_hotkey'>,
): void {
  const coldkey = ensureSigned(ctx)
  createHotkey(ctx, coldkey, hotkey)
}

/** set_coldkey_auto_stake_hotkey: where the incentives of the coldkey's miners on a subnet are staked. */
export function setAutoStakeHotkey(
  ctx: CallContext,
  { netuid, hotkey }: CallArgs<'SubtensorModule.set_coldkey_auto_stake_hotkey'>,
): void {
  const coldkey = ensureSigned(ctx)
  const { AutoStakeDestination, AutoStakeDestinationColdkeys, Uids } = ctx.state.SubtensorModule
  const before = AutoStakeDestination.get(coldkey, netuid)
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(Uids.get(netuid, hotkey) === undefined, 'HotKeyNotRegisteredInSubNet')
  refuse(before === hotkey, 'SameAutoStakeHotkeyAlreadySet')
  if (before !== undefined) {
    AutoStakeDestinationColdkeys.update(before, netuid, (list) => list.filter((other) => other !== coldkey))
  }
  AutoStakeDestination.set(coldkey, netuid, hotkey)
  AutoStakeDestinationColdkeys.update(hotkey, netuid, (list) =>
    list.includes(coldkey) ? list : [...list, coldkey],
  )
  ctx.deposit('SubtensorModule', 'AutoStakeDestinationSet', { coldkey, netuid, hotkey })
}
