import type { BlockContext } from '../runtime/context.js'
import { freeBalance, transfer, withdraw } from '../runtime/currency.js'
import type { AnyStorageItem } from '../schema/pallet.js'
import { schema } from '../schema/schema.js'
import { u16 } from '../schema/type.js'
import { subnetAccount } from './accounts.js'
import { stakeOf } from './holdings.js'
import { saturatingSub } from './math/fixed.js'
import { holders } from './shares.js'
import { mechanismIndices } from './subnets.js'

/**
 * Dissolves a subnet: the pool's TAO goes to the holders of its alpha in proportion, the rest is burned, and all data of
 * the subnet is removed.
 */
export function dissolveSubnet(ctx: BlockContext, netuid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  payHolders(ctx, netuid)
  withdraw(ctx, subnetAccount(netuid), freeBalance(ctx, subnetAccount(netuid)), 'allow')
  const pooled = subtensor.SubnetTAO.get(netuid)
  subtensor.TotalStake.update((total) => saturatingSub(total, pooled))
  subtensor.TotalNetworks.update((count) => Math.max(0, count - 1))
  forget(ctx, netuid)
  ctx.deposit('SubtensorModule', 'NetworkRemoved', [netuid])
}

function payHolders(ctx: BlockContext, netuid: number): void {
  const pot = ctx.state.SubtensorModule.SubnetTAO.get(netuid)
  const stakes = holders(ctx)
    .filter((holder) => holder.netuid === netuid)
    .map((holder) => ({ coldkey: holder.coldkey, alpha: stakeOf(ctx, holder) }))
  const total = stakes.reduce((sum, { alpha }) => sum + alpha, 0n)
  if (total === 0n) return
  for (const { coldkey, alpha } of stakes) {
    // a share too small to make an account live is burned with the rest
    ctx.attempt(() => transfer(ctx, subnetAccount(netuid), coldkey, (pot * alpha) / total, 'allow'))
  }
}

/** Common part of all maps, with any keys. */
interface MapAccess {
  keys(): Iterable<readonly unknown[]>
  remove(...keys: readonly unknown[]): void
  clear(...prefix: readonly unknown[]): void
}

/** Removes every entry that the netuid, or an index of one of its mechanisms, is a key of. */
function forget(ctx: BlockContext, netuid: number): void {
  const indices = [netuid, ...mechanismIndices(ctx, netuid)]
  for (const pallet of ['SubtensorModule', 'Swap', 'Commitments'] as const) {
    const items: Readonly<Record<string, AnyStorageItem>> = schema[pallet].storage
    for (const [name, { keys }] of Object.entries(items)) {
      const position = keys.findIndex(({ type }) => type === u16)
      if (position < 0) continue
      const access = (ctx.state[pallet] as unknown as Record<string, MapAccess>)[name]!
      if (position === 0) for (const index of indices) access.clear(index)
      else for (const key of [...access.keys()]) if (key[position] === netuid) access.remove(...key)
    }
  }
}
