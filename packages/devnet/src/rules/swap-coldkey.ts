import type { CallContext } from '../runtime/context.js'
import { freeBalance, transfer } from '../runtime/currency.js'
import { hotkeyExists } from './accounts.js'
import { creditStake, debitStake, stakeOf } from './holdings.js'
import { refuse } from './refusal.js'
import { allNetworks } from './subnets.js'

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
  transfer(ctx, from, to, freeBalance(ctx, from), 'allow')
  ctx.state.SubtensorModule.LastRateLimitedBlock.set({ type: 'LastTxBlock', value: to }, BigInt(ctx.block))
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
    const claimed = RootClaimed.get(netuid, hotkey, from)
    debitStake(ctx, { hotkey, coldkey: from, netuid }, amount)
    creditStake(ctx, { hotkey, coldkey: to, netuid }, amount)
    if (amount === 0n || claimed === 0n) continue
    RootClaimed.remove(netuid, hotkey, from)
    RootClaimed.set(netuid, hotkey, to, claimed)
  }
}

function moveHotkeys(ctx: CallContext, from: string, to: string): void {
  const { Owner, OwnedHotkeys } = ctx.state.SubtensorModule
  const owned = OwnedHotkeys.get(from)
  for (const hotkey of owned) Owner.set(hotkey, to)
  OwnedHotkeys.set(to, [...new Set([...OwnedHotkeys.get(to), ...owned])])
  OwnedHotkeys.remove(from)
}
