import { type BlockContext, type CallContext, ensureRoot } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { adminOf } from './owner-access.js'
import { refuse } from './refusal.js'
import { claimAll } from './root-claim.js'

/** Most coldkeys that a block may claim for. */
const mostClaims = 50n
const highestThreshold = 10_000_000n

/** Claims for a handful of root stakers, drawn by the hash of the parent block. */
export function claimAutomatically(ctx: BlockContext): void {
  const { NumStakingColdkeys, NumRootClaim, StakingColdkeysByIndex } = ctx.state.SubtensorModule
  for (const index of drawnIndices(ctx.parentHash, NumRootClaim.get(), NumStakingColdkeys.get())) {
    const coldkey = StakingColdkeysByIndex.get(index)
    // All of a coldkey's claims, or none when a pool refuses one.
    if (coldkey !== undefined) ctx.attempt(() => claimAll(ctx, coldkey, undefined))
  }
}

const U64_MAX = 2n ** 64n - 1n

/** `count` of the numbers below `total`, with repetitions left out, in order: steps of eight bytes of the hash each. */
export function drawnIndices(hash: string, count: bigint, total: bigint): bigint[] {
  if (total === 0n) return []
  const bytes = Buffer.from(hash.slice(2), 'hex')
  const drawn = new Set<bigint>()
  let last = bytes.readBigUInt64BE(0)
  for (let turn = 0; turn < Number(count); turn++) {
    const sum = last + bytes.readBigUInt64BE((turn * 8) % 32)
    last = (sum > U64_MAX ? U64_MAX : sum) % total
    drawn.add(last)
  }
  return [...drawn].sort((a, b) => (a < b ? -1 : 1))
}

/** sudo_set_num_root_claims: coldkeys that each block claims for. */
export function setNumRootClaims(
  ctx: CallContext,
  { new_value }: CallArgs<'SubtensorModule.sudo_set_num_root_claims'>,
): void {
  ensureRoot(ctx)
  refuse(new_value > mostClaims, 'InvalidNumRootClaim')
  ctx.state.SubtensorModule.NumRootClaim.set(new_value)
}

/** sudo_set_root_claim_threshold: alpha below which nothing is claimed on a subnet. */
export function setRootClaimThreshold(
  ctx: CallContext,
  { netuid, new_value }: CallArgs<'SubtensorModule.sudo_set_root_claim_threshold'>,
): void {
  adminOf(ctx, netuid)
  refuse(new_value > highestThreshold, 'InvalidRootClaimThreshold')
  ctx.state.SubtensorModule.RootClaimableThreshold.set(netuid, new_value << 32n)
}
