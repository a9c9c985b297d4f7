import { followBeacon } from '../drand/pulses.js'
import type { BlockContext } from '../runtime/context.js'
import { claimAutomatically } from './auto-claim.js'
import { applyPendingChildren } from './children.js'
import { emitBlock, emittingSubnets, mintableTao, updatePrices } from './coinbase.js'
import { drainDueEpochs } from './epoch-schedule.js'
import { openQueuedNetwork } from './network-queue.js'
import { payEpoch } from './payout.js'
import { currentPrice } from './pool.js'
import { updateRegistrationPrices } from './registration-price.js'
import { follows } from './spec.js'
import { storeSqrtPrices } from './sqrt-price.js'
import { allNetworks, root } from './subnets.js'
import { revealTimelockedCommitments } from './timelocked-commitment.js'
import { revealTimelockedWeights } from './timelocked-reveal.js'

/**
 * Runs the chain's hooks before the extrinsics of a block, in its order: new rounds of the beacon, Subtensor's own step,
 * timelocked commitments. Left out: the jobs that index root stakers, who are indexed when they stake.
 */
export function stepBlock(ctx: BlockContext): void {
  followBeacon(ctx)
  openQueuedNetwork(ctx)
  // no hook after this one adds or removes a network
  const networks = allNetworks(ctx)
  const subnets = networks.filter((netuid) => netuid !== root)
  updateRegistrationPrices(ctx, networks)
  const emitting = emittingSubnets(ctx, subnets)
  const tao = mintableTao(ctx)
  revealTimelockedWeights(ctx)
  emitBlock(ctx, emitting, tao)
  renewRootInterval(ctx)
  for (const epoch of drainDueEpochs(ctx, subnets)) payEpoch(ctx, epoch)
  const prices = new Map(emitting.map((netuid) => [netuid, currentPrice(ctx, netuid)]))
  updatePrices(ctx, prices)
  storeSqrtPrices(ctx, prices)
  applyPendingChildren(ctx, subnets)
  if (!follows(ctx, 'manualClaims')) claimAutomatically(ctx)
  revealTimelockedCommitments(ctx)
}

/** Root has no epoch: its tempo only counts registrations, and before, not even these. */
function renewRootInterval(ctx: BlockContext): void {
  if (!follows(ctx, 'risingBurn')) return
  const { BlocksSinceLastStep, Tempo, RegistrationsThisInterval } = ctx.state.SubtensorModule
  const blocks = BlocksSinceLastStep.get(root) + 1n
  const isOver = blocks >= BigInt(Tempo.get(root))
  BlocksSinceLastStep.set(root, isOver ? 0n : blocks)
  if (isOver) RegistrationsThisInterval.set(root, 0)
}
