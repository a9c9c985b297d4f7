import { type CallContext, ensureSigned } from '../runtime/context.js'
import { spendableBalance, withdraw } from '../runtime/currency.js'
import { constantOf } from '../schema/constant.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists, isSystemAccount, ownerOf } from './accounts.js'
import { hotkeyStake } from './holdings.js'
import { forgetBlock, isRateLimited, lastBlock, noteBlock } from './last-blocks.js'
import { saturatingSub } from './math/fixed.js'
import type { Reading, Writing } from './reading.js'
import { refuse } from './refusal.js'
import { holders } from './shares.js'
import { follows } from './spec.js'
import { allNetworks, root } from './subnets.js'
import { rekey, swapOnNetwork } from './swap-on-network.js'
import { countEverywhere, countNetwork, countSingle, SwapAccesses } from './swap-weight.js'

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
  refuse(isForeign && follows(ctx, 'ownSwap'), 'NonAssociatedColdKey')
  refuse(swap.from === swap.to, 'NewHotKeyIsSameWithOld')
  const pause = ctx.state.SubtensorModule.TxRateLimit.get()
  refuse(isRateLimited(ctx, 'LastTxBlock', coldkey, pause), 'HotKeySetTxRateLimitExceeded')
  refuse(isTaken(ctx, swap.to, args.netuid), 'HotKeyAlreadyRegisteredInSubNet')
  const touchesRoot = args.netuid === undefined || args.netuid === root
  const isUnclean = touchesRoot && follows(ctx, 'cleanRootSwap') && !isCleanForRoot(ctx, swap.to)
  refuse(isUnclean, 'NewHotKeyNotCleanForRootSwap')
  for (const kind of lastBlocks) noteBlock(ctx, kind, swap.to, lastBlock(ctx, kind, swap.from))
  const accesses = new SwapAccesses()
  if (args.netuid === undefined) swapEverywhere(ctx, swap, accesses)
  else swapOnOne(ctx, swap, args.netuid, accesses)
  noteBlock(ctx, 'LastTxBlock', coldkey)
  if (follows(ctx, 'countedSwap')) ctx.settle({ weight: accesses.weight })
}

const lastBlocks = ['LastTxBlock', 'LastTxBlockDelegateTake', 'LastTxBlockChildKeyTake'] as const

/** A hotkey is also taken on a network where a swap of another hotkey has left a mark of it. */
function isTaken(ctx: Reading, hotkey: string, netuid: number | undefined): boolean {
  const { IsNetworkMember } = ctx.state.SubtensorModule
  if (netuid !== undefined && follows(ctx, 'singleSwap')) return IsNetworkMember.has(hotkey, netuid)
  return [...IsNetworkMember.entries(hotkey)].some(([, isMember]) => isMember)
}

/** Root stake and its claims move to a hotkey that has none. */
function isCleanForRoot(ctx: Reading, hotkey: string): boolean {
  const { RootClaimable, RootClaimed } = ctx.state.SubtensorModule
  const [claimed] = RootClaimed.keys(root, hotkey)
  return (
    RootClaimable.get(hotkey).length === 0 && hotkeyStake(ctx, hotkey, root) === 0n && claimed === undefined
  )
}

function swapEverywhere(ctx: CallContext, swap: HotkeySwap, accesses: SwapAccesses): void {
  const { coldkey, from, to } = swap
  const { Delegates, Owner, OwnedHotkeys, LastHotkeySwapOnNetuid } = ctx.state.SubtensorModule
  const paused = follows(ctx, 'swapPause') ? affectedNetworks(ctx, from) : []
  for (const netuid of paused) {
    const last = LastHotkeySwapOnNetuid.get(netuid, coldkey)
    refuse(last !== 0n && isPaused(ctx, last), 'HotKeySwapOnSubnetIntervalNotPassed')
  }
  countEverywhere(ctx, swap, paused.length, accesses)
  pay(ctx, coldkey, wholeCost)
  const stakers = new Set(holders(ctx, from).map(({ coldkey: staker }) => staker))
  Owner.remove(from)
  claimOwner(ctx, swap)
  OwnedHotkeys.update(coldkey, (hotkeys) => hotkeys.filter((hotkey) => hotkey !== from))
  for (const netuid of allNetworks(ctx)) {
    countNetwork(ctx, netuid, swap, accesses)
    swapOnNetwork(ctx, netuid, from, to)
  }
  for (const kind of lastBlocks) forgetBlock(ctx, kind, from)
  rekey(Delegates, [from], [to])
  for (const staker of stakers) replaceStaked(ctx, staker, swap)
  for (const netuid of paused) LastHotkeySwapOnNetuid.set(netuid, coldkey, BigInt(ctx.block))
  ctx.deposit('SubtensorModule', 'HotkeySwapped', { coldkey, old_hotkey: from, new_hotkey: to })
}

/** Networks on which a hotkey is registered, or has children. */
const affectedNetworks = (ctx: Reading, hotkey: string): number[] =>
  allNetworks(ctx).filter(
    (netuid) =>
      ctx.state.SubtensorModule.IsNetworkMember.get(hotkey, netuid) ||
      ctx.state.SubtensorModule.ChildKeys.get(hotkey, netuid).length > 0,
  )

const isPaused = (ctx: CallContext, last: bigint): boolean => last + singlePause(ctx) >= BigInt(ctx.block)

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

function swapOnOne(ctx: CallContext, swap: HotkeySwap, netuid: number, accesses: SwapAccesses): void {
  const { coldkey, from, to } = swap
  const { LastHotkeySwapOnNetuid } = ctx.state.SubtensorModule
  const last = LastHotkeySwapOnNetuid.get(netuid, coldkey)
  // as on the chain, counted from block 0 for a coldkey that never swapped
  refuse(isPaused(ctx, last), 'HotKeySwapOnSubnetIntervalNotPassed')
  refuse(isSystemAccount(to), 'CannotUseSystemAccount')
  countSingle(ctx, swap, accesses)
  pay(ctx, coldkey, singleCost)
  claimOwner(ctx, swap)
  countNetwork(ctx, netuid, swap, accesses)
  swapOnNetwork(ctx, netuid, from, to)
  LastHotkeySwapOnNetuid.set(netuid, coldkey, BigInt(ctx.block))
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
