import {
  type BlockContext,
  type CallContext,
  ensureRoot,
  ensureSigned,
  type SubnetSettings,
} from '../runtime/context.js'
import { spendableBalance } from '../runtime/currency.js'
import { badOrigin } from '../runtime/failure.js'
import type { CallArgs, EventDataOf, EventName } from '../schema/schema.js'
import { createHotkey, hotkeyExists, isSystemAccount, ownerOf, subnetAccount } from './accounts.js'
import { type Child, scheduleChildren } from './children.js'
import { dissolveSubnet } from './dissolve.js'
import { storeSubnetIdentity } from './identity-fields.js'
import { div64, floor64, maxOf, one64, saturatingSub, to64, u64Max } from './math/fixed.js'
import { networkLockCost } from './math/prices.js'
import { transferKeepingAlive } from './money.js'
import { appendNeuron } from './neurons.js'
import { currentPrice } from './pool.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
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
  refuse(hotkeyExists(ctx, hotkey) && ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
  refuse(isSystemAccount(hotkey), 'CannotUseSystemAccount')
  refuse(now < subtensor.NetworkRegistrationStartBlock.get(), 'SubNetRegistrationDisabled')
  refuse(isNetworkRateLimited(ctx), 'NetworkTxRateLimitExceeded')
  const isFull = allSubnets(ctx).length >= subtensor.SubnetLimit.get()
  const pruned = isFull ? required(subnetToPrune(ctx), 'SubnetLimitReached') : undefined
  refuse(spendableBalance(ctx, coldkey, 'allow') < cost, 'CannotAffordLockCost')

  const price = medianPrice(ctx)
  if (pruned !== undefined) dissolveSubnet(ctx, pruned)
  const netuid = pruned ?? nextNetuid(ctx)
  createNetwork(ctx, netuid)
  const locked = transferKeepingAlive(ctx, coldkey, subnetAccount(netuid), cost)
  subtensor.NetworkLastLockCost.set(locked)
  subtensor.LastRateLimitedBlock.set(networkLastRegistered, now)
  createHotkey(ctx, coldkey, hotkey)
  appendNeuron(ctx, netuid, hotkey)
  fillPool(ctx, netuid, { locked, tao: maxOf(locked, subtensor.NetworkMinLockCost.get()), price })
  subtensor.SubnetOwner.set(netuid, coldkey)
  subtensor.SubnetOwnerHotkey.set(netuid, hotkey)
  ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, hotkey])
  subtensor.TokenSymbol.set(netuid, freeSymbol(ctx, netuid))
  if (identity !== undefined) storeSubnetIdentity(ctx, netuid, identity)
  adoptRootValidators(ctx, netuid, hotkey)
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

/** Initial values of a subnet that differ from the storage defaults. */
function createNetwork(ctx: BlockContext, netuid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  const settings = ctx.switches.newSubnet ?? {}
  const tempo = settings.Tempo ?? subtensor.Tempo.get(netuid)
  subtensor.NetworksAdded.set(netuid, true)
  subtensor.TotalNetworks.update((count) => count + 1)
  subtensor.NetworkRegisteredAt.set(netuid, now)
  subtensor.SubnetMechanism.set(netuid, 1)
  subtensor.SubnetworkN.set(netuid, 0)
  subtensor.Tempo.set(netuid, tempo)
  subtensor.LastEpochBlock.set(netuid, saturatingSub(now, BigInt(netuid % Math.max(tempo, 1))))
  setWithEvent(ctx, netuid, 'NetworkRegistrationAllowed', 'RegistrationAllowed', true)
  setWithEvent(ctx, netuid, 'MaxAllowedUids', 'MaxAllowedUidsSet', 256)
  setWithEvent(ctx, netuid, 'MaxAllowedValidators', 'MaxAllowedValidatorsSet', 64)
  setWithEvent(ctx, netuid, 'MinAllowedWeights', 'MinAllowedWeightSet', 1)
  setWithEvent(ctx, netuid, 'ImmunityPeriod', 'ImmunityPeriodSet', 5000)
  subtensor.MaxWeightsLimit.set(netuid, 65535)
  subtensor.Burn.set(netuid, 1_000_000_000n)
  subtensor.Yuma3On.set(netuid, true)
  subtensor.SubnetEmissionEnabled.set(netuid, false)
  applySettings(ctx, netuid, settings)
}

/** Writes one of a new subnet's values, which the chain reports like those that an owner sets. */
function setWithEvent<V extends number | boolean>(
  ctx: BlockContext,
  netuid: number,
  item: keyof SubnetSettings,
  event: EventName<'SubtensorModule'>,
  value: V,
): void {
  const items = ctx.state.SubtensorModule as unknown as Record<
    string,
    { set(netuid: number, value: V): void }
  >
  items[item]?.set(netuid, value)
  ctx.deposit('SubtensorModule', event, [netuid, value] as EventDataOf<'SubtensorModule', typeof event>)
}

/** A developer's own values come last, so that they win. */
function applySettings(ctx: BlockContext, netuid: number, settings: SubnetSettings): void {
  const items = ctx.state.SubtensorModule as unknown as Record<
    string,
    { set(netuid: number, value: unknown): void }
  >
  for (const [item, value] of Object.entries(settings)) items[item]?.set(netuid, value)
}

/** The lock is the pool's TAO, matched with alpha at the given price. */
function fillPool(
  ctx: BlockContext,
  netuid: number,
  { locked, tao, price }: { locked: bigint; tao: bigint; price: bigint },
): void {
  const { SubtensorModule: subtensor } = ctx.state
  subtensor.SubnetTAO.set(netuid, tao)
  subtensor.SubnetAlphaIn.set(netuid, floor64(div64(to64(tao), price)))
  subtensor.SubnetAlphaOut.set(netuid, 0n)
  subtensor.SubnetLocked.set(netuid, locked)
  subtensor.TotalStake.update((total) => total + tao)
  ctx.state.Swap.PalSwapInitialized.set(netuid, true)
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
  const signer = ensureSigned(ctx)
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  if (subtensor.SubnetOwner.get(netuid) !== signer) throw badOrigin()
  refuse(subtensor.FirstEmissionBlockNumber.has(netuid), 'FirstEmissionBlockNumberAlreadySet')
  const ready = subtensor.NetworkRegisteredAt.get(netuid) + subtensor.StartCallDelay.get()
  refuse(now < ready, 'NeedWaitingMoreBlocksToStarCall')
  subtensor.FirstEmissionBlockNumber.set(netuid, now + 1n)
  subtensor.SubtokenEnabled.set(netuid, true)
  ctx.deposit('SubtensorModule', 'FirstEmissionBlockNumberSet', [netuid, now + 1n])
}

/** root_dissolve_network. */
export function rootDissolveNetwork(
  ctx: CallContext,
  { netuid }: CallArgs<'SubtensorModule.root_dissolve_network'>,
): void {
  ensureRoot(ctx)
  refuse(netuid === root || !subnetExists(ctx, netuid), 'SubnetNotExists')
  dissolveSubnet(ctx, netuid)
}
