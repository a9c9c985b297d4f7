import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { spendableBalance, withdraw } from '../runtime/currency.js'
import { constantOf } from '../schema/constant.js'
import type { CallArgs } from '../schema/schema.js'
import type { ItemAccess } from '../state/state.js'
import { hotkeyExists, isSystemAccount, ownerOf, rememberStaker } from './accounts.js'
import { creditStake, debitStake, type Holder, hotkeyStake, stakeOf } from './holdings.js'
import { saturatingSub } from './math/fixed.js'
import type { Reading, Writing } from './reading.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'
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
  const isForeign = hotkeyExists(ctx, swap.to) && ownerOf(ctx, swap.to) !== coldkey
  refuse(isForeign, 'NonAssociatedColdKey')
  refuse(swap.from === swap.to, 'NewHotKeyIsSameWithOld')
  refuse(changedRecently(ctx, coldkey), 'HotKeySetTxRateLimitExceeded')
  const networks = args.netuid === undefined ? allNetworks(ctx) : [args.netuid]
  const isTaken = networks.some((netuid) => uidOf(ctx, netuid, swap.to) !== undefined)
  refuse(isTaken, 'HotKeyAlreadyRegisteredInSubNet')
  const touchesRoot = networks.includes(root) && follows(ctx, 'cleanRootSwap')
  refuse(touchesRoot && !isCleanForRoot(ctx, swap.to), 'NewHotKeyNotCleanForRootSwap')
  if (args.netuid === undefined) swapEverywhere(ctx, swap)
  else swapOnOne(ctx, swap, args.netuid)
  ctx.state.SubtensorModule.LastTxBlock.set(coldkey, BigInt(ctx.block))
}

/** Root stake and its claims move to a hotkey that has none. */
function isCleanForRoot(ctx: Reading, hotkey: string): boolean {
  const { RootClaimable, RootClaimed } = ctx.state.SubtensorModule
  const [claimed] = RootClaimed.keys(root, hotkey)
  return (
    RootClaimable.get(hotkey).length === 0 && hotkeyStake(ctx, hotkey, root) === 0n && claimed === undefined
  )
}

function changedRecently(ctx: Reading, coldkey: string): boolean {
  const { LastTxBlock, TxRateLimit } = ctx.state.SubtensorModule
  const last = LastTxBlock.get(coldkey)
  return last !== 0n && BigInt(ctx.block) - last <= TxRateLimit.get()
}

function swapEverywhere(ctx: CallContext, swap: HotkeySwap): void {
  const { coldkey, from, to } = swap
  const { Alpha, Delegates, Owner, OwnedHotkeys, LastTxBlockDelegateTake } = ctx.state.SubtensorModule
  pay(ctx, coldkey, wholeCost)
  const holders = new Set([...Alpha.keys(from)].map(([, holder]) => holder))
  claimOwner(ctx, swap)
  for (const netuid of allNetworks(ctx)) moveOnNetwork(ctx, netuid, swap)
  rekey(Delegates, [from], [to])
  rekey(LastTxBlockDelegateTake, [from], [to])
  Owner.remove(from)
  OwnedHotkeys.update(coldkey, (hotkeys) => hotkeys.filter((hotkey) => hotkey !== from))
  for (const holder of holders) replaceStaked(ctx, holder, swap)
  ctx.deposit('SubtensorModule', 'HotkeySwapped', { coldkey, old_hotkey: from, new_hotkey: to })
}

/** The new hotkey belongs to the coldkey too, which need not stake on it. */
function claimOwner(ctx: Writing, { coldkey, to }: HotkeySwap): void {
  refuse(isSystemAccount(to), 'CannotUseSystemAccount')
  const { Owner, OwnedHotkeys } = ctx.state.SubtensorModule
  Owner.set(to, coldkey)
  OwnedHotkeys.update(coldkey, (hotkeys) => (hotkeys.includes(to) ? hotkeys : [...hotkeys, to]))
}

/** The new hotkey takes the old one's place in the list of a coldkey that stakes on it, at its end. */
function replaceStaked(ctx: Writing, coldkey: string, { from, to }: HotkeySwap): void {
  const { StakingHotkeys } = ctx.state.SubtensorModule
  const known = StakingHotkeys.get(coldkey)
  if (!known.includes(from)) return
  StakingHotkeys.set(coldkey, [...known.filter((hotkey) => hotkey !== from && hotkey !== to), to])
}

function swapOnOne(ctx: CallContext, swap: HotkeySwap, netuid: number): void {
  const { coldkey, from, to } = swap
  const { LastHotkeySwapOnNetuid } = ctx.state.SubtensorModule
  const now = BigInt(ctx.block)
  const last = LastHotkeySwapOnNetuid.get(netuid, coldkey)
  // as on the chain, counted from block 0 for a coldkey that never swapped
  refuse(last + singlePause(ctx) >= now, 'HotKeySwapOnSubnetIntervalNotPassed')
  pay(ctx, coldkey, singleCost)
  claimOwner(ctx, swap)
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
  refuse(spendableBalance(ctx, coldkey, 'allow') < cost, 'NotEnoughBalanceToPaySwapHotKey')
  refuse(spendableBalance(ctx, coldkey, 'keep') < cost, 'InsufficientBalance')
  withdraw(ctx, coldkey, cost, 'allow')
  ctx.state.SubtensorModule.TotalIssuance.update((issuance) => saturatingSub(issuance, cost))
}

function moveOnNetwork(ctx: BlockContext, netuid: number, swap: HotkeySwap): void {
  moveSeat(ctx, netuid, swap)
  moveFamily(ctx, netuid, swap)
  moveStakes(ctx, netuid, swap)
  const { SubnetOwnerHotkey } = ctx.state.SubtensorModule
  if (!SubnetOwnerHotkey.has(netuid) || SubnetOwnerHotkey.get(netuid) !== swap.from) return
  SubnetOwnerHotkey.set(netuid, swap.to)
  ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, swap.to])
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
    // timelocked commits stay those of the old hotkey, whose name is sealed in them
    rekey(subtensor.WeightCommits, [index, from], [index, to])
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
