import type { BlockContext } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { createHotkey, ownerOf, subnetAccount } from './accounts.js'
import type { Child } from './child-relations.js'
import { scheduleChildren } from './children.js'
import { storeSubnetIdentity } from './identity-fields.js'
import { one64, u64Max } from './math/fixed.js'
import { transferKeepingAlive } from './money.js'
import { appendNeuron } from './neurons.js'
import { createNetwork, fillPool } from './new-subnet.js'
import { currentPrice } from './pool.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'
import { allSubnets, hotkeysOf, root, subnetExists } from './subnets.js'
import { freeSymbol } from './symbols.js'

/** A network that is about to exist. */
export interface NewNetwork {
  readonly netuid: number
  readonly coldkey: string
  readonly hotkey: string
  readonly identity: CallArgs<'SubtensorModule.register_network_with_identity'>['identity']
  /** Pays `cost`, rao, into the pool. */
  readonly payer: string
  readonly cost: bigint
  /** Least TAO of the pool, rao. */
  readonly least: bigint
  /** Price at which the pool starts, TAO per alpha as U64F64. */
  readonly price: bigint
}

/** Creates a network with its owner as the first neuron and its pool filled by the payer. */
export function foundNetwork(
  ctx: BlockContext,
  { netuid, coldkey, hotkey, identity, ...terms }: NewNetwork,
): void {
  const { SubtensorModule: subtensor } = ctx.state
  createNetwork(ctx, netuid)
  const locked = transferKeepingAlive(ctx, terms.payer, subnetAccount(netuid), terms.cost)
  subtensor.NetworkLastLockCost.set(locked)
  subtensor.LastRateLimitedBlock.set({ type: 'NetworkLastRegistered' }, BigInt(ctx.block))
  createHotkey(ctx, coldkey, hotkey)
  appendNeuron(ctx, netuid, hotkey)
  subtensor.TokenSymbol.set(netuid, freeSymbol(ctx, netuid))
  subtensor.SubnetOwner.set(netuid, coldkey)
  subtensor.SubnetOwnerHotkey.set(netuid, hotkey)
  if (follows(ctx, 'ownerHotkeyEvent'))
    ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, hotkey])
  const least = follows(ctx, 'queuedNetworks') ? 0n : terms.least
  fillPool(ctx, netuid, { locked, least, price: terms.price })
  if (identity !== undefined) storeSubnetIdentity(ctx, netuid, identity)
  if (follows(ctx, 'wholeLock')) adoptRootValidators(ctx, netuid, hotkey)
  ctx.deposit('SubtensorModule', 'NetworkAdded', [netuid, 1])
}

/** The lowest netuid that no network has. */
export function nextNetuid(ctx: Reading): number {
  let netuid = 1
  while (subnetExists(ctx, netuid)) netuid++
  return netuid
}

/** Median of the present prices of all subnets, one without any. */
export function medianPrice(ctx: Reading): bigint {
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
