import { type BlockContext, type CallContext, ensureRoot, ensureSigned } from '../runtime/context.js'
import { spendableBalance } from '../runtime/currency.js'
import { badOrigin } from '../runtime/failure.js'
import type { CallArgs } from '../schema/schema.js'
import { createHotkey, hotkeyExists, isSystemAccount, ownerOf, subnetAccount } from './accounts.js'
import type { Child } from './child-relations.js'
import { scheduleChildren } from './children.js'
import { dissolveSubnet } from './dissolve.js'
import { storeSubnetIdentity } from './identity-fields.js'
import { one64, u64Max } from './math/fixed.js'
import { networkLockCost } from './math/prices.js'
import { transferKeepingAlive } from './money.js'
import { appendNeuron } from './neurons.js'
import { createNetwork, fillPool } from './new-subnet.js'
import { currentPrice } from './pool.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
import { follows } from './spec.js'
import { allSubnets, hotkeysOf, root, subnetExists } from './subnets.js'
import { freeSymbol } from './symbols.js'

const networkLastRegistered = { type: 'NetworkLastRegistered' } as const

/** Current cost of register_network, rao. */
export function lockCost(ctx: Reading): bigint {
  const { SubtensorModule: subtensor } = ctx.state
  return networkLockCost({
    lastLock: subtensor.NetworkLastLockCost.get(),
    minLock: subtensor.NetworkMinLockCost.get(),
    lastLockBlock: subtensor.LastRateLimitedBlock.get(networkLastRegistered),
    reductionInterval: subtensor.NetworkLockReductionInterval.get(),
    now: BigInt(ctx.block),
  })
}

/** register_network and register_network_with_identity. */
export function registerNetwork(
  ctx: CallContext,
  { hotkey, identity }: CallArgs<'SubtensorModule.register_network_with_identity'>,
): void {
  const coldkey = ensureSigned(ctx)
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  const cost = lockCost(ctx)
  const least = subtensor.NetworkMinLockCost.get()
  refuse(hotkeyExists(ctx, hotkey) && ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
  refuse(isSystemAccount(hotkey), 'CannotUseSystemAccount')
  refuse(now < subtensor.NetworkRegistrationStartBlock.get(), 'SubNetRegistrationDisabled')
  refuse(isNetworkRateLimited(ctx), 'NetworkTxRateLimitExceeded')
  const isFull = allSubnets(ctx).length >= subtensor.SubnetLimit.get()
  const pruned = isFull ? required(subnetToPrune(ctx), 'SubnetLimitReached') : undefined
  refuse(spendableBalance(ctx, coldkey, 'allow') < cost, 'CannotAffordLockCost')

  if (pruned !== undefined) dissolveSubnet(ctx, pruned)
  const netuid = pruned ?? nextNetuid(ctx)
  const price = medianPrice(ctx)
  createNetwork(ctx, netuid)
  const locked = transferKeepingAlive(ctx, coldkey, subnetAccount(netuid), cost)
  subtensor.NetworkLastLockCost.set(locked)
  subtensor.LastRateLimitedBlock.set(networkLastRegistered, now)
  createHotkey(ctx, coldkey, hotkey)
  appendNeuron(ctx, netuid, hotkey)
  subtensor.TokenSymbol.set(netuid, freeSymbol(ctx, netuid))
  subtensor.SubnetOwner.set(netuid, coldkey)
  subtensor.SubnetOwnerHotkey.set(netuid, hotkey)
  if (follows(ctx, 'ownerHotkeyEvent'))
    ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, hotkey])
  fillPool(ctx, netuid, { locked, least, price })
  if (identity !== undefined) storeSubnetIdentity(ctx, netuid, identity)
  if (follows(ctx, 'wholeLock')) adoptRootValidators(ctx, netuid, hotkey)
  ctx.deposit('SubtensorModule', 'NetworkAdded', [netuid, 1])
}

/** Returns true while the last registration of a network is too recent for another. */
export function isNetworkRateLimited(ctx: Reading): boolean {
  const last = ctx.state.SubtensorModule.LastRateLimitedBlock.get(networkLastRegistered)
  return last !== 0n && BigInt(ctx.block) - last < ctx.state.SubtensorModule.NetworkRateLimit.get()
}

function nextNetuid(ctx: Reading): number {
  let netuid = 1
  while (subnetExists(ctx, netuid)) netuid++
  return netuid
}

/** Median of the present prices of all subnets, one without any. */
function medianPrice(ctx: Reading): bigint {
  const prices = allSubnets(ctx)
    .map((netuid) => currentPrice(ctx, netuid))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const middle = prices.length >> 1
  const upper = prices[middle] ?? one64
  const median = prices.length % 2 === 1 ? upper : ((prices[middle - 1] ?? one64) + upper) / 2n
  return median === 0n ? one64 : median
}

/** All root validators back the owner hotkey with their whole stake, as if each had named it as its child. */
function adoptRootValidators(ctx: BlockContext, netuid: number, ownerHotkey: string): void {
  for (const parent of hotkeysOf(ctx, root)) {
    if (parent === ownerHotkey) continue
    const children: Child[] = [[u64Max, ownerHotkey]]
    ctx.attempt(() => scheduleChildren(ctx, ownerOf(ctx, parent), { hotkey: parent, netuid, children }))
  }
}

/** The subnet past its immunity with the lowest moving price, of equals the earliest. */
export function subnetToPrune(ctx: Reading): number | undefined {
  const { NetworkRegisteredAt, NetworkImmunityPeriod, SubnetMovingPrice } = ctx.state.SubtensorModule
  const open = allSubnets(ctx)
    .map((netuid) => ({
      netuid,
      registeredAt: NetworkRegisteredAt.get(netuid),
      price: SubnetMovingPrice.get(netuid),
    }))
    .filter(({ registeredAt }) => BigInt(ctx.block) >= registeredAt + NetworkImmunityPeriod.get())
  return open.sort((a, b) =>
    a.price === b.price ? Number(a.registeredAt - b.registeredAt) : a.price < b.price ? -1 : 1,
  )[0]?.netuid
}

/** start_call: emission begins with the next block. */
export function startCall(ctx: CallContext, { netuid }: CallArgs<'SubtensorModule.start_call'>): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  const signer = ensureSigned(ctx)
  if (subtensor.SubnetOwner.get(netuid) !== signer) throw badOrigin()
  refuse(subtensor.FirstEmissionBlockNumber.has(netuid), 'FirstEmissionBlockNumberAlreadySet')
  const ready = subtensor.NetworkRegisteredAt.get(netuid) + subtensor.StartCallDelay.get()
  refuse(now < ready, 'NeedWaitingMoreBlocksToStarCall')
  subtensor.FirstEmissionBlockNumber.set(netuid, now + 1n)
  subtensor.SubtokenEnabled.set(netuid, true)
  ctx.deposit('SubtensorModule', 'FirstEmissionBlockNumberSet', [netuid, now + 1n])
}

/** dissolve_network: the same by another name; once, it had to name the owner. */
export function dissolveNetwork(
  ctx: CallContext,
  { netuid, coldkey }: CallArgs<'SubtensorModule.dissolve_network'>,
): void {
  ensureRoot(ctx)
  const isOwner = ctx.state.SubtensorModule.SubnetOwner.get(netuid) === coldkey
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(!isOwner && !follows(ctx, 'dissolveByRoot'), 'NotSubnetOwner')
  rootDissolveNetwork(ctx, { netuid })
}

/** root_dissolve_network. */
export function rootDissolveNetwork(
  ctx: CallContext,
  { netuid }: Pick<CallArgs<'SubtensorModule.root_dissolve_network'>, 'netuid'>,
): void {
  ensureRoot(ctx)
  refuse(netuid === root || !subnetExists(ctx, netuid), 'SubnetNotExists')
  dissolveSubnet(ctx, netuid)
}
