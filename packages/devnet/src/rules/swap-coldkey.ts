import type { CallContext } from '../runtime/context.js'
import { spendableBalance, transfer } from '../runtime/currency.js'
import { hotkeyExists } from './accounts.js'
import { addHolding, removeHolding, stakeOf } from './holdings.js'
import { noteBlock } from './last-blocks.js'
import { refuse } from './refusal.js'
import { listRootStaker, unlistRootStaker } from './root-stakers.js'
import { allNetworks, root } from './subnets.js'

/** Moves everything that a coldkey has and owns to another one, which must be new to staking. */
export function swapColdkey(ctx: CallContext, from: string, to: string): void {
  const { StakingHotkeys, IdentitiesV2, SubnetOwner } = ctx.state.SubtensorModule
  refuse(StakingHotkeys.get(to).length > 0, 'ColdKeyAlreadyAssociated')
  refuse(hotkeyExists(ctx, to), 'NewColdKeyIsHotkey')
  const identity = IdentitiesV2.get(from)
  if (identity !== undefined && !IdentitiesV2.has(to)) {
    IdentitiesV2.remove(from)
    IdentitiesV2.set(to, identity)
  }
  for (const netuid of allNetworks(ctx)) {
    if (SubnetOwner.get(netuid) === from) SubnetOwner.set(netuid, to)
    moveAutoStake(ctx, netuid, from, to)
    moveStake(ctx, netuid, from, to)
  }
  StakingHotkeys.set(to, [...new Set([...StakingHotkeys.get(to), ...StakingHotkeys.get(from)])])
  StakingHotkeys.remove(from)
  moveHotkeys(ctx, from, to)
  const all = spendableBalance(ctx, from, 'allow')
  if (all > 0n) transfer(ctx, from, to, all, 'allow')
  noteBlock(ctx, 'LastTxBlock', to)
  ctx.deposit('SubtensorModule', 'ColdkeySwapped', { old_coldkey: from, new_coldkey: to })
}

function moveAutoStake(ctx: CallContext, netuid: number, from: string, to: string): void {
  const { AutoStakeDestination, AutoStakeDestinationColdkeys } = ctx.state.SubtensorModule
  const hotkey = AutoStakeDestination.get(from, netuid)
  if (hotkey === undefined) return
  AutoStakeDestination.remove(from, netuid)
  AutoStakeDestination.set(to, netuid, hotkey)
  AutoStakeDestinationColdkeys.update(hotkey, netuid, (coldkeys) => [
    ...coldkeys.filter((coldkey) => coldkey !== from && coldkey !== to),
    to,
  ])
}

function moveStake(ctx: CallContext, netuid: number, from: string, to: string): void {
  const { StakingHotkeys, RootClaimed } = ctx.state.SubtensorModule
  for (const hotkey of StakingHotkeys.get(from)) {
    const amount = stakeOf(ctx, { hotkey, coldkey: from, netuid })
    removeHolding(ctx, { hotkey, coldkey: from, netuid }, amount)
    addHolding(ctx, { hotkey, coldkey: to, netuid }, amount)
    if (amount === 0n) continue
    const claimed = RootClaimed.get(netuid, hotkey, from)
    RootClaimed.remove(netuid, hotkey, from)
    RootClaimed.update(netuid, hotkey, to, (own) => own + claimed)
    if (netuid === root) listRootStaker(ctx, to)
  }
  if (netuid === root) unlistRootStaker(ctx, from)
}

function moveHotkeys(ctx: CallContext, from: string, to: string): void {
  const { Owner, OwnedHotkeys } = ctx.state.SubtensorModule
  const owned = OwnedHotkeys.get(from)
  for (const hotkey of owned) Owner.set(hotkey, to)
  OwnedHotkeys.set(to, [...new Set([...OwnedHotkeys.get(to), ...owned])])
  OwnedHotkeys.remove(from)
}
