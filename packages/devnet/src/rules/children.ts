import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists, ownerOf } from './accounts.js'
import { applyChildren, childrenObjection } from './child-relations.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'
import { root, subnetExists } from './subnets.js'
import { totalStakeOf } from './total-stake.js'

/** Blocks between two changes of one hotkey's children on a subnet. */
const childrenPause = 150n

/** Kinds of transactions as they are numbered in TransactionKeyLastBlock. */
const setChildrenKind = 0
const setChildkeyTakeKind = 1

/** set_children: at once while the subnet is not started, else with the first epoch after a pause. */
export function setChildren(ctx: CallContext, args: CallArgs<'SubtensorModule.set_children'>): void {
  scheduleChildren(ctx, ensureSigned(ctx), args)
}

/** set_children in the name of a coldkey. */
export function scheduleChildren(
  ctx: BlockContext,
  coldkey: string,
  { hotkey, netuid, children }: CallArgs<'SubtensorModule.set_children'>,
): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  const last = subtensor.TransactionKeyLastBlock.get(hotkey, netuid, setChildrenKind)
  refuse(last !== 0n && now - last < childrenPause, 'TxRateLimitExceeded')
  refuse(netuid === root, 'RegistrationNotPermittedOnRootSubnet')
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(!hotkeyExists(ctx, hotkey) || ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
  const objection = childrenObjection(ctx, netuid, hotkey, children)
  if (objection !== undefined) refuse(true, objection)
  const isOwner =
    subtensor.SubnetOwnerHotkey.has(netuid) && subtensor.SubnetOwnerHotkey.get(netuid) === hotkey
  const hasStake = isOwner || totalStakeOf(ctx, hotkey) >= subtensor.StakeThreshold.get()
  refuse(children.length > 0 && !hasStake, 'NotEnoughStakeToSetChildkeys')

  subtensor.TransactionKeyLastBlock.set(hotkey, netuid, setChildrenKind, now)
  if (!subtensor.SubtokenEnabled.get(netuid) && follows(ctx, 'childrenAtOnce')) {
    applyChildren(ctx, netuid, hotkey, children)
    return
  }
  const due = now + subtensor.PendingChildKeyCooldown.get()
  subtensor.PendingChildKeys.set(netuid, hotkey, [children, due])
  ctx.deposit('SubtensorModule', 'SetChildrenScheduled', [hotkey, netuid, due, children])
}

/** Applies what was scheduled and is due, on the subnets whose epoch ran in this block. */
export function applyPendingChildren(ctx: BlockContext, subnets: readonly number[]): void {
  const { SubtensorModule: subtensor } = ctx.state
  const { LastEpochBlock, PendingChildKeys } = subtensor
  const now = BigInt(ctx.block)
  for (const netuid of subnets) {
    if (LastEpochBlock.get(netuid) !== now) continue
    for (const [[, hotkey], [children, due]] of [...PendingChildKeys.entries(netuid)]) {
      if (due >= now && (subtensor.SubtokenEnabled.get(netuid) || !follows(ctx, 'childrenAtOnce'))) continue
      PendingChildKeys.remove(netuid, hotkey)
      applyChildren(ctx, netuid, hotkey, children)
    }
  }
}

/** set_childkey_take: what a child keeps of the dividends that belong to parents of other owners. */
export function setChildkeyTake(
  ctx: CallContext,
  { hotkey, netuid, take }: CallArgs<'SubtensorModule.set_childkey_take'>,
): void {
  const coldkey = ensureSigned(ctx)
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  const least = Math.max(subtensor.MinChildkeyTake.get(), subtensor.MinChildkeyTakePerSubnet.get(netuid))
  const last = subtensor.TransactionKeyLastBlock.get(hotkey, netuid, setChildkeyTakeKind)
  const isTooSoon = last !== 0n && now - last < subtensor.TxChildkeyTakeRateLimit.get()
  refuse(!hotkeyExists(ctx, hotkey) || ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
  refuse(take < least || take > subtensor.MaxChildkeyTake.get(), 'InvalidChildkeyTake')
  const raises = take > Math.max(subtensor.ChildkeyTake.get(hotkey, netuid), least)
  refuse(raises && isTooSoon, 'TxChildkeyTakeRateLimitExceeded')
  subtensor.ChildkeyTake.set(hotkey, netuid, take)
  subtensor.TransactionKeyLastBlock.set(hotkey, netuid, setChildkeyTakeKind, now)
  ctx.deposit('SubtensorModule', 'ChildKeyTakeSet', [hotkey, take])
}
