import type { BlockContext } from '../runtime/context.js'
import type { ItemAccess } from '../state/state.js'
import { rememberStaker } from './accounts.js'
import { moveRelations } from './child-relations.js'
import { addHolding, type Holder, removeHolding, stakeOf } from './holdings.js'
import type { Writing } from './reading.js'
import { holders } from './shares.js'
import { follows } from './spec.js'
import { mechanismIndices, root, uidOf } from './subnets.js'

/** Puts one hotkey in the place of another on a network: its seat, relatives, stake and claims. */
export function swapOnNetwork(ctx: BlockContext, netuid: number, from: string, to: string): void {
  moveSeat(ctx, netuid, from, to)
  rekey(ctx.state.SubtensorModule.ChildkeyTake, [from, netuid], [to, netuid])
  moveRelations(ctx, netuid, from, to)
  moveAutoStake(ctx, netuid, from, to)
  moveOwnerHotkey(ctx, netuid, from, to)
  moveEarnings(ctx, netuid, from, to)
  moveStakes(ctx, netuid, from, to)
  if (netuid === root) moveRootClaims(ctx, from, to)
}

/** Puts what is stored under some keys under others. */
export function rekey<K extends unknown[], V, R>(item: ItemAccess<K, V, R>, from: K, to: K): void {
  if (!item.has(...from)) return
  const value = item.get(...from) as unknown as V
  item.remove(...from)
  item.set(...([...to, value] as [...K, V]))
}

/** The uid and what is stored for the neuron by its hotkey. The chain also notes that the new hotkey is not registered. */
function moveSeat(ctx: Writing, netuid: number, from: string, to: string): void {
  const { SubtensorModule: subtensor } = ctx.state
  const uid = uidOf(ctx, netuid, from)
  subtensor.IsNetworkMember.remove(from, netuid)
  subtensor.IsNetworkMember.set(to, netuid, uid !== undefined)
  if (uid === undefined) return
  rekey(subtensor.Uids, [netuid, from], [netuid, to])
  subtensor.Keys.set(netuid, uid, to)
  rekey(subtensor.Axons, [netuid, from], [netuid, to])
  rekey(subtensor.Prometheus, [netuid, from], [netuid, to])
  rekey(subtensor.NeuronCertificates, [netuid, from], [netuid, to])
  for (const index of mechanismIndices(ctx, netuid)) {
    // timelocked commits stay those of the old hotkey, whose name is sealed in them
    rekey(subtensor.WeightCommits, [index, from], [index, to])
  }
}

function moveAutoStake(ctx: Writing, netuid: number, from: string, to: string): void {
  const { AutoStakeDestination, AutoStakeDestinationColdkeys } = ctx.state.SubtensorModule
  for (const coldkey of AutoStakeDestinationColdkeys.get(from, netuid)) {
    AutoStakeDestination.set(coldkey, netuid, to)
  }
  rekey(AutoStakeDestinationColdkeys, [from, netuid], [to, netuid])
}

function moveOwnerHotkey(ctx: BlockContext, netuid: number, from: string, to: string): void {
  const { SubnetOwnerHotkey } = ctx.state.SubtensorModule
  if (!SubnetOwnerHotkey.has(netuid) || SubnetOwnerHotkey.get(netuid) !== from) return
  SubnetOwnerHotkey.set(netuid, to)
  if (follows(ctx, 'ownerHotkeyEvent')) ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, to])
}

/** Figures of the last epoch are added to those of the new hotkey, also where there are none. */
function moveEarnings(ctx: Writing, netuid: number, from: string, to: string): void {
  const { TotalHotkeyAlphaLastEpoch, AlphaDividendsPerSubnet } = ctx.state.SubtensorModule
  const alpha = TotalHotkeyAlphaLastEpoch.get(from, netuid)
  TotalHotkeyAlphaLastEpoch.remove(from, netuid)
  TotalHotkeyAlphaLastEpoch.update(to, netuid, (own) => own + alpha)
  const dividends = AlphaDividendsPerSubnet.get(netuid, from)
  AlphaDividendsPerSubnet.remove(netuid, from)
  AlphaDividendsPerSubnet.update(netuid, to, (own) => own + dividends)
}

/** Moves all stake on the hotkey, of any holder; once, its shares were moved as they were. */
function moveStakes(ctx: Writing, netuid: number, from: string, to: string): void {
  const stakers = holders(ctx, from)
    .filter((holder) => holder.netuid === netuid)
    .map(({ coldkey }) => coldkey)
  for (const coldkey of stakers.toSorted()) {
    if (follows(ctx, 'singleSwap')) moveStake(ctx, { hotkey: from, coldkey, netuid }, to)
    else moveShares(ctx, { hotkey: from, coldkey, netuid }, to)
    rememberStaker(ctx, coldkey, to)
  }
  if (!follows(ctx, 'singleSwap')) movePool(ctx, netuid, from, to)
}

function moveStake(ctx: Writing, holder: Holder, to: string): void {
  const amount = stakeOf(ctx, holder)
  removeHolding(ctx, holder, amount)
  addHolding(ctx, { ...holder, hotkey: to }, amount)
}

function moveShares(ctx: Writing, { hotkey, coldkey, netuid }: Holder, to: string): void {
  const { Alpha } = ctx.state.SubtensorModule
  const shares = Alpha.get(hotkey, coldkey, netuid)
  Alpha.remove(hotkey, coldkey, netuid)
  Alpha.update(to, coldkey, netuid, (own) => own + shares)
}

function movePool(ctx: Writing, netuid: number, from: string, to: string): void {
  for (const item of ['TotalHotkeyAlpha', 'TotalHotkeyShares'] as const) {
    const total = ctx.state.SubtensorModule[item].get(from, netuid)
    ctx.state.SubtensorModule[item].remove(from, netuid)
    ctx.state.SubtensorModule[item].update(to, netuid, (own) => own + total)
  }
}

function moveRootClaims({ state: { SubtensorModule } }: Writing, from: string, to: string): void {
  const { RootClaimable, RootClaimed } = SubtensorModule
  for (const [netuid] of RootClaimable.get(from)) {
    for (const [[, , coldkey], claimed] of [...RootClaimed.entries(netuid, from)]) {
      RootClaimed.remove(netuid, from, coldkey)
      RootClaimed.update(netuid, to, coldkey, (own) => own + claimed)
    }
  }
  rekey(RootClaimable, [from], [to])
}
