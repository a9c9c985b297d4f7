import { type CallContext, ensureSigned } from '../runtime/context.js'
import { freeBalance, withdraw } from '../runtime/currency.js'
import { constantOf } from '../schema/constant.js'
import type { CallArgs } from '../schema/schema.js'
import type { ItemAccess } from '../state/state.js'
import { claimHotkey, hotkeyExists, ownerOf, rememberStaker } from './accounts.js'
import { creditStake, debitStake, type Holder, hotkeyStake, stakeOf } from './holdings.js'
import { saturatingSub } from './math/fixed.js'
import type { Reading, Writing } from './reading.js'
import { refuse } from './refusal.js'
import { allNetworks, mechanismIndices, root, uidOf } from './subnets.js'

/** Cost of a swap on all networks, and on one, rao. */
const wholeCost = constantOf('SubtensorModule', 'KeySwapCost')
const singleCost = constantOf('SubtensorModule', 'KeySwapOnSubnetCost')
/** Blocks between two swaps of a coldkey on one network: a day. */
const singlePause = ({ switches }: CallContext) => (switches.isFastBuild ? 1n : 7_200n)

interface HotkeySwap {
  readonly coldkey: string
  readonly from: string
  readonly to: string
}

/** swap_hotkey: the coldkey replaces one of its hotkeys by another, on one network or on all. */
export function swapHotkey(ctx: CallContext, args: CallArgs<'SubtensorModule.swap_hotkey'>): void {
  const coldkey = ensureSigned(ctx)
  const swap = { coldkey, from: args.hotkey, to: args.new_hotkey }
  refuse(!hotkeyExists(ctx, swap.from) || ownerOf(ctx, swap.from) !== coldkey, 'NonAssociatedColdKey')
  refuse(swap.from === swap.to, 'NewHotKeyIsSameWithOld')
  refuse(changedRecently(ctx, coldkey), 'HotKeySetTxRateLimitExceeded')
  if (args.netuid === undefined) swapEverywhere(ctx, swap)
  else swapOnOne(ctx, swap, args.netuid)
  ctx.state.SubtensorModule.LastTxBlock.set(coldkey, BigInt(ctx.block))
}

function changedRecently(ctx: Reading, coldkey: string): boolean {
  const { LastTxBlock, TxRateLimit } = ctx.state.SubtensorModule
  const last = LastTxBlock.get(coldkey)
  return last !== 0n && BigInt(ctx.block) - last <= TxRateLimit.get()
}

function swapEverywhere(ctx: CallContext, swap: HotkeySwap): void {
  const { coldkey, from, to } = swap
  const networks = allNetworks(ctx)
  const isTaken = networks.some((netuid) => uidOf(ctx, netuid, to) !== undefined)
  refuse(isTaken, 'HotKeyAlreadyRegisteredInSubNet')
  pay(ctx, coldkey, wholeCost)
  claimHotkey(ctx, coldkey, to)
  for (const netuid of networks) moveOnNetwork(ctx, netuid, swap)
  const { Delegates, Owner, OwnedHotkeys, StakingHotkeys, LastTxBlockDelegateTake } =
    ctx.state.SubtensorModule
  rekey(Delegates, [from], [to])
  rekey(LastTxBlockDelegateTake, [from], [to])
  Owner.remove(from)
  const others = (hotkeys: readonly string[]) => hotkeys.filter((hotkey) => hotkey !== from)
  OwnedHotkeys.update(coldkey, others)
  StakingHotkeys.update(coldkey, others)
  ctx.deposit('SubtensorModule', 'HotkeySwapped', { coldkey, old_hotkey: from, new_hotkey: to })
}

function swapOnOne(ctx: CallContext, swap: HotkeySwap, netuid: number): void {
  const { coldkey, from, to } = swap
  const { LastHotkeySwapOnNetuid } = ctx.state.SubtensorModule
  const now = BigInt(ctx.block)
  const last = LastHotkeySwapOnNetuid.get(netuid, coldkey)
  refuse(uidOf(ctx, netuid, to) !== undefined, 'HotKeyAlreadyRegisteredInSubNet')
  refuse(last !== 0n && now - last < singlePause(ctx), 'HotKeySwapOnSubnetIntervalNotPassed')
  pay(ctx, coldkey, singleCost)
  claimHotkey(ctx, coldkey, to)
  moveOnNetwork(ctx, netuid, swap)
  LastHotkeySwapOnNetuid.set(netuid, coldkey, now)
  ctx.deposit('SubtensorModule', 'HotkeySwappedOnSubnet', {
    coldkey,
    old_hotkey: from,
    new_hotkey: to,
    netuid,
  })
}

/** The price is recycled: it can be emitted again. */
function pay(ctx: CallContext, coldkey: string, cost: bigint): void {
  refuse(freeBalance(ctx, coldkey) < cost, 'NotEnoughBalanceToPaySwapHotKey')
  withdraw(ctx, coldkey, cost, 'allow')
  ctx.state.SubtensorModule.TotalIssuance.update((issuance) => saturatingSub(issuance, cost))
}

function moveOnNetwork(ctx: Writing, netuid: number, swap: HotkeySwap): void {
  moveSeat(ctx, netuid, swap)
  moveFamily(ctx, netuid, swap)
  moveStakes(ctx, netuid, swap)
  const { SubnetOwnerHotkey } = ctx.state.SubtensorModule
  if (SubnetOwnerHotkey.get(netuid) === swap.from) SubnetOwnerHotkey.set(netuid, swap.to)
}

/** Puts what is stored under some keys under others. */
function rekey<K extends unknown[], V, R>(item: ItemAccess<K, V, R>, from: K, to: K): void {
  if (!item.has(...from)) return
  const value = item.get(...from) as unknown as V
  item.remove(...from)
  item.set(...([...to, value] as [...K, V]))
}

/** The uid and what is stored for the neuron by its hotkey. */
function moveSeat(ctx: Writing, netuid: number, { from, to }: HotkeySwap): void {
  const { SubtensorModule: subtensor } = ctx.state
  const uid = uidOf(ctx, netuid, from)
  if (uid === undefined) return
  rekey(subtensor.Uids, [netuid, from], [netuid, to])
  subtensor.Keys.set(netuid, uid, to)
  rekey(subtensor.IsNetworkMember, [from, netuid], [to, netuid])
  rekey(subtensor.Axons, [netuid, from], [netuid, to])
  rekey(subtensor.Prometheus, [netuid, from], [netuid, to])
  rekey(subtensor.NeuronCertificates, [netuid, from], [netuid, to])
  for (const index of mechanismIndices(ctx, netuid)) {
    rekey(subtensor.WeightCommits, [index, from], [index, to])
    for (const [keys, commits] of subtensor.TimelockedWeightCommits.entries(index)) {
      const renamed = commits.map(([who, ...rest]): (typeof commits)[number] => [
        who === from ? to : who,
        ...rest,
      ])
      subtensor.TimelockedWeightCommits.set(...keys, renamed)
    }
  }
}

/** Children, parents, and the mention of the hotkey in their lists. */
function moveFamily({ state: { SubtensorModule } }: Writing, netuid: number, { from, to }: HotkeySwap): void {
  const { ChildKeys, ParentKeys, PendingChildKeys, ChildkeyTake } = SubtensorModule
  const renamed = (relatives: [bigint, string][]) =>
    relatives.map(([proportion, hotkey]): [bigint, string] => [proportion, hotkey === from ? to : hotkey])
  for (const [, child] of ChildKeys.get(from, netuid)) ParentKeys.update(child, netuid, renamed)
  for (const [, parent] of ParentKeys.get(from, netuid)) ChildKeys.update(parent, netuid, renamed)
  rekey(ChildKeys, [from, netuid], [to, netuid])
  rekey(ParentKeys, [from, netuid], [to, netuid])
  rekey(PendingChildKeys, [netuid, from], [netuid, to])
  rekey(ChildkeyTake, [from, netuid], [to, netuid])
}

/** Moves all stake on the hotkey, of any holder, and the data about its earnings. */
function moveStakes(ctx: Writing, netuid: number, { from, to }: HotkeySwap): void {
  const { SubtensorModule: subtensor } = ctx.state
  const isFresh = hotkeyStake(ctx, to, netuid) === 0n
  const holders = [...subtensor.Alpha.keys(from)].filter(([, , stakedOn]) => stakedOn === netuid)
  for (const [, coldkey] of holders) {
    if (isFresh) rekey(subtensor.Alpha, [from, coldkey, netuid], [to, coldkey, netuid])
    else moveStake(ctx, { hotkey: from, coldkey, netuid }, to)
    rememberStaker(ctx, coldkey, to)
  }
  if (isFresh) {
    rekey(subtensor.TotalHotkeyAlpha, [from, netuid], [to, netuid])
    rekey(subtensor.TotalHotkeyShares, [from, netuid], [to, netuid])
    if (netuid === root) moveRootClaims(ctx, from, to)
  }
  rekey(subtensor.TotalHotkeyAlphaLastEpoch, [from, netuid], [to, netuid])
  rekey(subtensor.AlphaDividendsPerSubnet, [netuid, from], [netuid, to])
  rekey(subtensor.RootAlphaDividendsPerSubnet, [netuid, from], [netuid, to])
  for (const coldkey of subtensor.AutoStakeDestinationColdkeys.get(from, netuid)) {
    subtensor.AutoStakeDestination.set(coldkey, netuid, to)
  }
  rekey(subtensor.AutoStakeDestinationColdkeys, [from, netuid], [to, netuid])
}

function moveStake(ctx: Writing, holder: Holder, to: string): void {
  const amount = stakeOf(ctx, holder)
  debitStake(ctx, holder, amount)
  creditStake(ctx, { ...holder, hotkey: to }, amount)
}

function moveRootClaims({ state: { SubtensorModule } }: Writing, from: string, to: string): void {
  const { RootClaimable, RootClaimed } = SubtensorModule
  for (const [netuid] of RootClaimable.get(from)) {
    for (const [[, , coldkey]] of [...RootClaimed.entries(netuid, from)]) {
      rekey(RootClaimed, [netuid, from, coldkey], [netuid, to, coldkey])
    }
  }
  rekey(RootClaimable, [from], [to])
}
