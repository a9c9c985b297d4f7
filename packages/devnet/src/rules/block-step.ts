import type { BlockContext } from '../runtime/context.js'
import { applyPendingChildren } from './children.js'
import { emitBlock, emittingSubnets, mintableTao, updatePrices } from './coinbase.js'
import { drainDueEpochs } from './epoch-schedule.js'
import { root } from './internal/subnets.js'
import { payEpoch } from './payout.js'
import { updateRegistrationPrices } from './registration.js'

/**
 * What Subtensor does before the extrinsics of a block, in the chain's order. Not here: timelocked reveals,
 * which would come before the emission, and the root stakers' automatic claims and index jobs at the end.
 */
export function stepBlock(ctx: BlockContext): void {
  updateRegistrationPrices(ctx)
  const emitting = emittingSubnets(ctx)
  emitBlock(ctx, emitting, mintableTao(ctx))
  renewRootInterval(ctx)
  for (const epoch of drainDueEpochs(ctx)) payEpoch(ctx, epoch)
  updatePrices(ctx, emitting)
  applyPendingChildren(ctx)
}

/** Root has no epoch: its tempo only counts registrations. */
function renewRootInterval(ctx: BlockContext): void {
  const { BlocksSinceLastStep, Tempo, RegistrationsThisInterval } = ctx.state.SubtensorModule
  const blocks = BlocksSinceLastStep.get(root) + 1n
  const isOver = blocks >= BigInt(Tempo.get(root))
  BlocksSinceLastStep.set(root, isOver ? 0n : blocks)
  if (isOver) RegistrationsThisInterval.set(root, 0)
}
