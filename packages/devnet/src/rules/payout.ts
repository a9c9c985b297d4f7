import { dividendPots, type HotkeyPayout, runFlatMechanisms } from '@subnetkit/yuma'
import type { BlockContext } from '../runtime/context.js'
import type { ItemAccess } from '../state/state.js'
import { hotkeyExists, ownerOf } from './accounts.js'
import { splitWithParents } from './dividends.js'
import { epochInput, storeEpoch } from './epoch.js'
import type { DrainedEpoch } from './epoch-schedule.js'
import { creditAllStakers, creditStake, hotkeyStake } from './holdings.js'
import { shareOwnerCut } from './leasing.js'
import {
  div32,
  div64,
  floor32,
  minOf,
  mul32,
  one64,
  proportion32,
  saturatingSub,
  to32,
  to64,
} from './math/fixed.js'
import type { Reading } from './reading.js'
import { taoWeight32 } from './stake-weight.js'
import { ownerHotkeys, root } from './subnets.js'

/** Runs the epoch of a subnet, stores its results and pays them out. */
export function payEpoch(ctx: BlockContext, drained: DrainedEpoch): void {
  const { netuid } = drained
  const emission = drained.server + drained.validator + drained.root
  const result = runFlatMechanisms(epochInput(ctx, netuid, emission, drained.hotkeys))
  storeEpoch(ctx, netuid, result)
  const incentives = paid(result.payouts, 'server')
  const validatorPot = incentives.size > 0 ? drained.validator : drained.validator + drained.server
  const dividends = divideDividends(
    ctx,
    netuid,
    paid(result.payouts, 'validator'),
    validatorPot,
    drained.root,
  )
  payOwner(ctx, netuid, drained.ownerCut)
  payMiners(ctx, netuid, incentives)
  payAlphaDividends(ctx, netuid, dividends.alpha)
  payRootDividends(ctx, netuid, dividends.root)
  ctx.state.SubtensorModule.LastMechansimStepBlock.set(netuid, BigInt(ctx.block))
}

/** Earnings of hotkeys of a kind; most of them earn nothing. */
function paid(payouts: readonly HotkeyPayout[], kind: 'server' | 'validator'): Map<string, bigint> {
  const earned = new Map<string, bigint>()
  for (const payout of payouts) if (payout[kind] > 0n) earned.set(payout.hotkey, payout[kind])
  return earned
}

interface DividendsByHotkey {
  /** U96F32 rao of alpha, in the byte order of accounts. */
  readonly alpha: ReadonlyMap<string, bigint>
  readonly root: ReadonlyMap<string, bigint>
}

/** Dividends of the epoch, shared with parents, then scaled to the two pots by each hotkey's kind of stake. */
function divideDividends(
  ctx: BlockContext,
  netuid: number,
  dividends: ReadonlyMap<string, bigint>,
  alphaPot: bigint,
  rootPot: bigint,
): DividendsByHotkey {
  const shared = new Map<string, bigint>()
  for (const [hotkey, amount] of dividends) {
    const { parts, burned } = splitWithParents(ctx, netuid, hotkey, amount)
    for (const [earner, part] of parts) shared.set(earner, (shared.get(earner) ?? 0n) + part)
    recycle(ctx, netuid, burned)
  }
  const ordered = [...shared].sort(([a], [b]) => (a < b ? -1 : 1))
  const weight = taoWeight32(ctx)
  return dividendPots(
    ordered.map(([hotkey, amount]) => ({
      hotkey,
      amount,
      alpha: hotkeyStake(ctx, hotkey, netuid),
      root: mul32(to32(hotkeyStake(ctx, hotkey, root)), weight),
    })),
    { alphaPot, rootPot },
  )
}

function recycle(ctx: BlockContext, netuid: number, alpha: bigint): void {
  if (alpha > 0n) ctx.state.SubtensorModule.SubnetAlphaOut.update(netuid, (out) => saturatingSub(out, alpha))
}

function payOwner(ctx: BlockContext, netuid: number, cut: bigint): void {
  const { SubnetOwner, SubnetOwnerHotkey } = ctx.state.SubtensorModule
  if (!SubnetOwner.has(netuid) || !SubnetOwnerHotkey.has(netuid)) return
  creditStake(ctx, { hotkey: SubnetOwnerHotkey.get(netuid), coldkey: SubnetOwner.get(netuid), netuid }, cut)
  shareOwnerCut(ctx, netuid, cut)
}

/** Incentives become stake of the miners' coldkeys; what the owner's own hotkeys earned is withheld. */
function payMiners(ctx: BlockContext, netuid: number, incentives: ReadonlyMap<string, bigint>): void {
  const { RecycleOrBurn, MinerBurned } = ctx.state.SubtensorModule
  const withheldFrom = ownerHotkeys(ctx, netuid)
  let total = 0n
  let withheld = 0n
  for (const [hotkey, amount] of incentives) {
    total += amount
    if (!withheldFrom.has(hotkey)) {
      payMiner(ctx, netuid, hotkey, amount)
      continue
    }
    withheld += amount
    if (RecycleOrBurn.get(netuid) === 'Recycle') recycle(ctx, netuid, amount)
  }
  MinerBurned.set(netuid, minOf(div64(to64(withheld), to64(total)), one64) >> 32n)
}

function payMiner(ctx: BlockContext, netuid: number, hotkey: string, amount: bigint): void {
  if (amount === 0n || !hotkeyExists(ctx, hotkey)) return
  const owner = ownerOf(ctx, hotkey)
  const destination = ctx.state.SubtensorModule.AutoStakeDestination.get(owner, netuid)
  creditStake(ctx, { hotkey: destination ?? hotkey, coldkey: owner, netuid }, amount)
  if (destination === undefined) return
  ctx.deposit('SubtensorModule', 'AutoStakeAdded', { netuid, destination, hotkey, owner, incentive: amount })
}

function payAlphaDividends(ctx: BlockContext, netuid: number, dividends: ReadonlyMap<string, bigint>): void {
  const { AlphaDividendsPerSubnet, TotalHotkeyAlphaLastEpoch } = ctx.state.SubtensorModule
  clearUnpaid(AlphaDividendsPerSubnet, netuid, dividends)
  for (const [hotkey, amount] of dividends) {
    if (amount === 0n) continue
    const take = takeOf(ctx, hotkey, amount)
    creditStake(ctx, { hotkey, coldkey: ownerOf(ctx, hotkey), netuid }, floor32(take))
    creditAllStakers(ctx, hotkey, netuid, floor32(amount - take))
    AlphaDividendsPerSubnet.set(netuid, hotkey, floor32(amount))
    TotalHotkeyAlphaLastEpoch.set(hotkey, netuid, hotkeyStake(ctx, hotkey, netuid))
  }
}

type PerHotkey = Pick<ItemAccess<[netuid: number, hotkey: string], bigint, bigint>, 'keys' | 'remove'>

/** Removes the dividends of the last epoch, but those that are about to be overwritten. */
function clearUnpaid(item: PerHotkey, netuid: number, dividends: ReadonlyMap<string, bigint>): void {
  for (const [, hotkey] of item.keys(netuid)) if (!dividends.get(hotkey)) item.remove(netuid, hotkey)
}

/** Root stakers do not hold alpha: their part raises what one rao of root stake can claim. */
function payRootDividends(ctx: BlockContext, netuid: number, dividends: ReadonlyMap<string, bigint>): void {
  const { RootAlphaDividendsPerSubnet, RootClaimable } = ctx.state.SubtensorModule
  clearUnpaid(RootAlphaDividendsPerSubnet, netuid, dividends)
  for (const [hotkey, amount] of dividends) {
    if (amount === 0n) continue
    const take = takeOf(ctx, hotkey, amount)
    creditStake(ctx, { hotkey, coldkey: ownerOf(ctx, hotkey), netuid }, floor32(take))
    const rate = div32(amount - take, to32(hotkeyStake(ctx, hotkey, root)))
    RootClaimable.update(hotkey, (rates) => raised(rates, netuid, rate))
    RootAlphaDividendsPerSubnet.set(netuid, hotkey, floor32(amount))
  }
}

function raised(rates: [number, bigint][], netuid: number, rate: bigint): [number, bigint][] {
  const next = new Map(rates)
  next.set(netuid, (next.get(netuid) ?? 0n) + rate)
  return [...next].sort(([a], [b]) => a - b)
}

const takeOf = (ctx: Reading, hotkey: string, amount: bigint): bigint =>
  mul32(amount, proportion32(ctx.state.SubtensorModule.Delegates.get(hotkey)))
