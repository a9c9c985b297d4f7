import type { BlockContext } from '../runtime/context.js'
import { transfer } from '../runtime/currency.js'
import type { CallArgs } from '../schema/schema.js'
import { claimHotkey, registrationEscrow } from './accounts.js'
import { foundNetwork, medianPrice, nextNetuid } from './found-network.js'
import { requireSubnetIdentity } from './identity-fields.js'
import { transferKeepingAlive } from './money.js'
import type { Reading } from './reading.js'
import { allSubnets } from './subnets.js'

/** A registration that waits for its place. */
interface Waiting
  extends Pick<CallArgs<'SubtensorModule.register_network_with_identity'>, 'hotkey' | 'identity'> {
  readonly coldkey: string
  readonly cost: bigint
}

/** Subnets, and registrations that will be some. */
export const placesTaken = (ctx: Reading): number =>
  allSubnets(ctx).length + ctx.state.SubtensorModule.NetworkRegistrationQueue.get().length

/** Takes the cost in advance and lets a registration wait for the next block. */
export function queueNetwork(ctx: BlockContext, { coldkey, hotkey, identity, cost }: Waiting): void {
  if (identity !== undefined) requireSubnetIdentity(identity)
  const lock_amount = transferKeepingAlive(ctx, coldkey, registrationEscrow, cost)
  ctx.state.SubtensorModule.NetworkRegistrationQueue.update((queue) => [
    ...queue,
    { coldkey, hotkey, mechid: 1, identity, lock_amount },
  ])
}

/** Opens the oldest registration for which there is a place; one that cannot be opened is refunded. */
export function openQueuedNetwork(ctx: BlockContext): void {
  const { NetworkRegistrationQueue, SubnetLimit } = ctx.state.SubtensorModule
  const [next, ...others] = NetworkRegistrationQueue.get()
  if (next === undefined || allSubnets(ctx).length >= SubnetLimit.get()) return
  const { coldkey, hotkey, identity, lock_amount: cost } = next
  NetworkRegistrationQueue.set(others)
  const refusal = ctx.attempt(() => {
    claimHotkey(ctx, coldkey, hotkey)
    // The escrow may be emptied, so it pays the coldkey first, which then pays as one that registers at once.
    transfer(ctx, registrationEscrow, coldkey, cost, 'allow')
    const [netuid, price] = [nextNetuid(ctx), medianPrice(ctx)]
    foundNetwork(ctx, { netuid, coldkey, hotkey, identity, payer: coldkey, cost, least: 0n, price })
  })
  if (refusal !== null) ctx.attempt(() => transfer(ctx, registrationEscrow, coldkey, cost, 'allow'))
}
