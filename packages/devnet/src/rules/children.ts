import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists, ownerOf } from './accounts.js'
import { u64Max } from './math/fixed.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { allSubnets, root, subnetExists } from './subnets.js'
import { totalStakeOf } from './total-stake.js'

/** Proportion of a hotkey's stake, as a fraction of 2^64 - 1, and who gets it. */
export type Child = [proportion: bigint, hotkey: string]

const mostChildren = 5
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
  refuseRelations(ctx, netuid, hotkey, children)
  const isOwner =
    subtensor.SubnetOwnerHotkey.has(netuid) && subtensor.SubnetOwnerHotkey.get(netuid) === hotkey
  const hasStake = isOwner || totalStakeOf(ctx, hotkey) >= subtensor.StakeThreshold.get()
  refuse(children.length > 0 && !hasStake, 'NotEnoughStakeToSetChildkeys')

  subtensor.TransactionKeyLastBlock.set(hotkey, netuid, setChildrenKind, now)
  if (!subtensor.SubtokenEnabled.get(netuid)) {
    applyChildren(ctx, netuid, hotkey, children)
    return
  }
  const due = now + subtensor.PendingChildKeyCooldown.get()
  subtensor.PendingChildKeys.set(netuid, hotkey, [children, due])
  ctx.deposit('SubtensorModule', 'SetChildrenScheduled', [hotkey, netuid, due, children])
}

function refuseRelations(ctx: Reading, netuid: number, hotkey: string, children: readonly Child[]): void {
  const names = children.map(([, child]) => child)
  const total = children.reduce((sum, [proportion]) => sum + proportion, 0n)
  const parents = new Set(
    ctx.state.SubtensorModule.ParentKeys.get(hotkey, netuid).map(([, parent]) => parent),
  )
  refuse(new Set(names).size !== names.length, 'DuplicateChild')
  refuse(names.length > mostChildren, 'TooManyChildren')
  refuse(names.includes(hotkey), 'InvalidChild')
  refuse(total > u64Max, 'ProportionOverflow')
  refuse(
    names.some((child) => parents.has(child)),
    'ChildParentInconsistency',
  )
}

/** Applies what was scheduled and is due, on the subnets whose epoch ran in this block. */
export function applyPendingChildren(ctx: BlockContext): void {
  const { LastEpochBlock, PendingChildKeys } = ctx.state.SubtensorModule
  const now = BigInt(ctx.block)
  for (const netuid of allSubnets(ctx)) {
    if (LastEpochBlock.get(netuid) !== now) continue
    for (const [[, hotkey], [children, due]] of [...PendingChildKeys.entries(netuid)]) {
      if (due >= now) continue
      PendingChildKeys.remove(netuid, hotkey)
      applyChildren(ctx, netuid, hotkey, children)
    }
  }
}

/** Replaces a hotkey's children, on both sides of the relation. */
function applyChildren(ctx: BlockContext, netuid: number, parent: string, children: Child[]): void {
  const { ChildKeys, ParentKeys } = ctx.state.SubtensorModule
  for (const [, child] of ChildKeys.get(parent, netuid)) {
    ParentKeys.update(child, netuid, (parents) => parents.filter(([, other]) => other !== parent))
  }
  for (const [proportion, child] of children) {
    ParentKeys.update(child, netuid, (parents): Child[] => [...parents, [proportion, parent]])
  }
  ChildKeys.set(parent, netuid, children)
  ctx.deposit('SubtensorModule', 'SetChildren', [parent, netuid, children])
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
  const raises = take > subtensor.ChildkeyTake.get(hotkey, netuid)
  refuse(raises && isTooSoon, 'TxChildkeyTakeRateLimitExceeded')
  subtensor.ChildkeyTake.set(hotkey, netuid, take)
  subtensor.TransactionKeyLastBlock.set(hotkey, netuid, setChildkeyTakeKind, now)
  ctx.deposit('SubtensorModule', 'ChildKeyTakeSet', [hotkey, take])
}
