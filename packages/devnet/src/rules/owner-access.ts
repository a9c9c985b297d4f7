import { type CallContext, ensureSigned } from '../runtime/context.js'
import { badOrigin } from '../runtime/failure.js'
import type { Of } from '../schema/type.js'
import type { hyperparameter } from '../schema/types/subtensor.js'
import { inFreezeWindow } from './epoch-schedule.js'
import type { Reading } from './reading.js'
import { refuse, refuseAdmin } from './refusal.js'
import { follows } from './spec.js'
import { subnetExists } from './subnets.js'

/** Names under which changes of the owner are counted for the rate limit. */
export type OwnerLimit = Of<typeof hyperparameter>

export type Admin = 'owner' | 'root'

/** Checks the origin of a change to the subnet: its owner or root; BadOrigin for any other. */
export function adminOf(ctx: CallContext, netuid: number): Admin {
  if (ctx.origin.kind === 'root') return 'root'
  requireOwner(ctx, netuid)
  return 'owner'
}

/** The subnet's owner, or BadOrigin if another signs. */
export function requireOwner(ctx: CallContext, netuid: number): string {
  const signer = ensureSigned(ctx)
  const { SubnetOwner } = ctx.state.SubtensorModule
  if (!SubnetOwner.has(netuid) || SubnetOwner.get(netuid) !== signer) throw badOrigin()
  return signer
}

const rateKey = (netuid: number, limit: OwnerLimit) =>
  ({ type: 'OwnerHyperparamUpdate', value: [netuid, limit] as [number, OwnerLimit] }) as const

/** TxRateLimitExceeded while the owner's last change of this parameter is too recent; root has no limit. */
export function requireRate(ctx: Reading, netuid: number, limit: OwnerLimit, admin: Admin): void {
  const { LastRateLimitedBlock, Tempo, OwnerHyperparamRateLimit } = ctx.state.SubtensorModule
  const last = LastRateLimitedBlock.get(rateKey(netuid, limit))
  const pause = BigInt(Tempo.get(netuid) * OwnerHyperparamRateLimit.get())
  const isTooSoon = last !== 0n && BigInt(ctx.block) - last < pause
  refuse(admin === 'owner' && isTooSoon, 'TxRateLimitExceeded')
}

/** Starts the owner's pause for this parameter. */
export function noteChange(ctx: CallContext, netuid: number, limit: OwnerLimit, admin: Admin): void {
  if (admin === 'root' || !follows(ctx, 'ownerLimits')) return
  ctx.state.SubtensorModule.LastRateLimitedBlock.set(rateKey(netuid, limit), BigInt(ctx.block))
}

/** Refuses while an epoch is so close that a change would catch validators out. */
export function requireThaw(ctx: Reading, netuid: number): void {
  const isFrozen = follows(ctx, 'freezeWindow') && inFreezeWindow(ctx, netuid)
  refuse(isFrozen, 'AdminActionProhibitedDuringWeightsWindow')
}

export function requireSubnet(ctx: Reading, netuid: number): void {
  refuseAdmin(!subnetExists(ctx, netuid), 'SubnetDoesNotExist')
}

/** Kinds of owner transactions that have a pause of their own, as they are numbered in TransactionKeyLastBlock. */
export const ownerTransaction = {
  weightsVersionKey: 4,
  mechanismCount: 7,
  mechanismEmission: 8,
  trim: 9,
  tempo: 11,
} as const

/** TxRateLimitExceeded within `pause` blocks of the last transaction of this kind; root has no limit. */
export function requirePause(
  ctx: Reading,
  netuid: number,
  kind: keyof typeof ownerTransaction,
  pause: bigint,
  admin: Admin,
): void {
  const { TransactionKeyLastBlock, SubnetOwner } = ctx.state.SubtensorModule
  const last = TransactionKeyLastBlock.get(SubnetOwner.get(netuid), netuid, ownerTransaction[kind])
  const isTooSoon = last !== 0n && BigInt(ctx.block) - last < pause
  refuse(admin === 'owner' && isTooSoon, 'TxRateLimitExceeded')
}

export function noteTransaction(
  ctx: CallContext,
  netuid: number,
  kind: keyof typeof ownerTransaction,
  admin: Admin,
): void {
  if (admin === 'root') return
  const { TransactionKeyLastBlock, SubnetOwner } = ctx.state.SubtensorModule
  TransactionKeyLastBlock.set(SubnetOwner.get(netuid), netuid, ownerTransaction[kind], BigInt(ctx.block))
}
