import { type CallContext, ensureRoot, ensureSigned } from '../runtime/context.js'
import { spendableBalance } from '../runtime/currency.js'
import { badOrigin } from '../runtime/failure.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists, isSystemAccount, ownerOf } from './accounts.js'
import { dissolveSubnet } from './dissolve.js'
import { foundNetwork, medianPrice, nextNetuid } from './found-network.js'
import { networkLockCost } from './math/prices.js'
import { placesTaken, queueNetwork } from './network-queue.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
import { follows } from './spec.js'
import { allSubnets, root, subnetExists } from './subnets.js'

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
  const cost = lockCost(ctx)
  const least = subtensor.NetworkMinLockCost.get()
  refuse(hotkeyExists(ctx, hotkey) && ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
  refuse(isSystemAccount(hotkey), 'CannotUseSystemAccount')
  const opens = subtensor.NetworkRegistrationStartBlock.get()
  refuse(BigInt(ctx.block) < opens, 'SubNetRegistrationDisabled')
  refuse(isNetworkRateLimited(ctx), 'NetworkTxRateLimitExceeded')
  const isFull = placesTaken(ctx) >= subtensor.SubnetLimit.get()
  const pruned = isFull ? required(subnetToPrune(ctx), 'SubnetLimitReached') : undefined
  refuse(spendableBalance(ctx, coldkey, 'allow') < cost, 'CannotAffordLockCost')

  if (pruned !== undefined) dissolveSubnet(ctx, pruned)
  if (pruned !== undefined && follows(ctx, 'queuedNetworks')) {
    queueNetwork(ctx, { coldkey, hotkey, identity, cost })
    return
  }
  const netuid = pruned ?? nextNetuid(ctx)
  foundNetwork(ctx, {
    netuid,
    coldkey,
    hotkey,
    identity,
    payer: coldkey,
    cost,
    least,
    price: medianPrice(ctx),
  })
}

/** Returns true while the last registration of a network is too recent for another. */
export function isNetworkRateLimited(ctx: Reading): boolean {
  const last = ctx.state.SubtensorModule.LastRateLimitedBlock.get(networkLastRegistered)
  return last !== 0n && BigInt(ctx.block) - last < ctx.state.SubtensorModule.NetworkRateLimit.get()
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
