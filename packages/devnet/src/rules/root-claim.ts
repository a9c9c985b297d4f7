import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { transfer } from '../runtime/currency.js'
import type { CallArgs } from '../schema/schema.js'
import { sumOf, timesOf, type Weight, weightOf } from '../weights/weight.js'
import { subnetAccount } from './accounts.js'
import { creditStake, type Holder, stakeOf } from './holdings.js'
import { maxOf } from './math/fixed.js'
import { buyAlpha, sellAlpha } from './pool.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { listRootStaker } from './root-stakers.js'
import { follows } from './spec.js'
import { root } from './subnets.js'

/** Subnets that one claim may name. */
const mostSubnets = 5

/** claim_root: takes what the coldkey's root stake has earned on these subnets, through all its hotkeys. */
export function claimRoot(ctx: CallContext, { subnets }: CallArgs<'SubtensorModule.claim_root'>): void {
  const coldkey = ensureSigned(ctx)
  const isNamed = !follows(ctx, 'manualClaims')
  refuse(isNamed && (subnets.length === 0 || subnets.length > mostSubnets), 'InvalidSubnetNumber')
  listRootStaker(ctx, coldkey)
  ctx.settle({ weight: claimAll(ctx, coldkey, isNamed ? subnets : undefined) })
}

/** Weight of a claim on one subnet. */
const singleClaim = weightOf(60_000_000, 6_987, 7, 5)

/**
 * Claims on these subnets, or on all, through all hotkeys of a coldkey. Fails as a whole when a pool refuses. Returns its weight,
 * which goes by the subnets that it looks at.
 */
export function claimAll(ctx: BlockContext, coldkey: string, subnets: readonly number[] | undefined): Weight {
  const { StakingHotkeys, RootClaimable } = ctx.state.SubtensorModule
  const hotkeys = StakingHotkeys.get(coldkey)
  let claims = 0
  for (const hotkey of hotkeys) {
    for (const [netuid] of RootClaimable.get(hotkey)) {
      if (subnets !== undefined && !subnets.includes(netuid)) continue
      claim(ctx, { hotkey, coldkey, netuid })
      claims++
    }
  }
  ctx.deposit('SubtensorModule', 'RootClaimed', { coldkey })
  return sumOf(weightOf(0, 0, 1 + 3 * hotkeys.length), timesOf(singleClaim, claims))
}

/** set_root_claim_type: whether claims are sold and restaked on root, or kept as alpha. */
export function setRootClaimType(
  ctx: CallContext,
  { new_root_claim_type: type }: CallArgs<'SubtensorModule.set_root_claim_type'>,
): void {
  const coldkey = ensureSigned(ctx)
  refuse(type.type === 'KeepSubnets' && type.value.subnets.length === 0, 'InvalidSubnetNumber')
  listRootStaker(ctx, coldkey)
  ctx.state.SubtensorModule.RootClaimType.set(coldkey, type)
  ctx.deposit('SubtensorModule', 'RootClaimTypeSet', { coldkey, root_claim_type: type })
}

/** Alpha that a holder's root stake has earned on a subnet and not claimed, rao. */
export function claimableAlpha(ctx: Reading, { hotkey, coldkey, netuid }: Holder): bigint {
  const { RootClaimable, RootClaimed } = ctx.state.SubtensorModule
  const rate = new Map(RootClaimable.get(hotkey)).get(netuid) ?? 0n
  const earned = (rate * stakeOf(ctx, { hotkey, coldkey, netuid: root })) >> 32n
  return maxOf(earned - RootClaimed.get(netuid, hotkey, coldkey), 0n)
}

function claim(ctx: BlockContext, holder: Holder): void {
  const { RootClaimed, RootClaimableThreshold } = ctx.state.SubtensorModule
  const { hotkey, coldkey, netuid } = holder
  const owed = claimableAlpha(ctx, holder)
  if (owed === 0n || owed << 32n < RootClaimableThreshold.get(netuid)) return
  RootClaimed.update(netuid, hotkey, coldkey, (claimed) => claimed + owed)
  if (keeps(ctx, holder)) {
    creditStake(ctx, holder, owed)
    return
  }
  const sold = sellAlpha(ctx, netuid, owed, { withoutFee: true })
  transfer(ctx, subnetAccount(netuid), subnetAccount(root), sold.paidOut, 'allow')
  const restaked = buyAlpha(ctx, root, sold.paidOut)
  creditStake(ctx, { hotkey, coldkey, netuid: root }, restaked.paidOut)
}

function keeps(ctx: Reading, { coldkey, netuid }: Holder): boolean {
  const type = ctx.state.SubtensorModule.RootClaimType.get(coldkey)
  return type.type === 'Keep' || (type.type === 'KeepSubnets' && type.value.subnets.includes(netuid))
}
