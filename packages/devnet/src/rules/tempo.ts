import { type CallContext, ensureRoot } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { nextEpochBlock } from './epoch-schedule.js'
import {
  adminOf,
  noteChange,
  noteTransaction,
  requireOwner,
  requirePause,
  requireRate,
  requireSubnet,
  requireThaw,
} from './owner-access.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'

/** Bounds of the owner's tempo, blocks. */
const shortestTempo = 360
const longestTempo = 50_400
/** Blocks between two changes of the tempo by the owner. */
const tempoPause = 360n

/** set_tempo: the owner changes the tempo and restarts the cycle. */
export function setTempo(ctx: CallContext, { netuid, tempo }: CallArgs<'SubtensorModule.set_tempo'>): void {
  requireOwner(ctx, netuid)
  refuse(tempo < shortestTempo || tempo > longestTempo, 'TempoOutOfBounds')
  requireThaw(ctx, netuid)
  requirePause(ctx, netuid, 'tempo', tempoPause, 'owner')
  applyTempo(ctx, netuid, tempo)
  noteTransaction(ctx, netuid, 'tempo', 'owner')
}

/** sudo_set_tempo: root sets any tempo; 0 stops the epochs. */
export function sudoSetTempo(
  ctx: CallContext,
  { netuid, tempo }: CallArgs<'AdminUtils.sudo_set_tempo'>,
): void {
  ensureRoot(ctx)
  requireThaw(ctx, netuid)
  requireSubnet(ctx, netuid)
  applyTempo(ctx, netuid, tempo)
}

function applyTempo(ctx: CallContext, netuid: number, tempo: number): void {
  ctx.state.SubtensorModule.Tempo.set(netuid, tempo)
  // Before, block numbers decided, whenever the tempo was set.
  if (follows(ctx, 'countedEpochs')) ctx.state.SubtensorModule.LastEpochBlock.set(netuid, BigInt(ctx.block))
  ctx.deposit('SubtensorModule', 'TempoSet', [netuid, tempo])
}

/** trigger_epoch: the owner calls an epoch before its time, a freeze window from now. */
export function triggerEpoch(ctx: CallContext, { netuid }: CallArgs<'SubtensorModule.trigger_epoch'>): void {
  const { CommitRevealWeightsEnabled, PendingEpochAt, AdminFreezeWindow } = ctx.state.SubtensorModule
  const firesAt = BigInt(ctx.block + AdminFreezeWindow.get())
  const by = requireOwner(ctx, netuid)
  refuse(CommitRevealWeightsEnabled.get(netuid), 'DynamicTempoBlockedByCommitReveal')
  refuse(PendingEpochAt.get(netuid) > 0n, 'EpochTriggerAlreadyPending')
  const automatic = nextEpochBlock(ctx, netuid)
  refuse(automatic !== undefined && automatic < firesAt, 'AutoEpochAlreadyImminent')
  requireRate(ctx, netuid, 'TriggerEpoch', 'owner')
  PendingEpochAt.set(netuid, firesAt)
  noteChange(ctx, netuid, 'TriggerEpoch', 'owner')
  ctx.deposit('SubtensorModule', 'EpochTriggered', { netuid, by, fires_at: firesAt })
}

/** set_activity_cutoff_factor: thousandths of a tempo after which a silent neuron is inactive. */
export function setActivityCutoffFactor(
  ctx: CallContext,
  { netuid, factor_milli: factor }: CallArgs<'SubtensorModule.set_activity_cutoff_factor'>,
): void {
  const admin = adminOf(ctx, netuid)
  refuse(factor < 1000 || factor > 50_000, 'ActivityCutoffFactorMilliOutOfBounds')
  // root is held up neither by an epoch nor by the rate limit
  if (admin === 'owner') requireThaw(ctx, netuid)
  requireRate(ctx, netuid, 'ActivityCutoffFactorMilli', admin)
  ctx.state.SubtensorModule.ActivityCutoffFactorMilli.set(netuid, factor)
  ctx.deposit('SubtensorModule', 'ActivityCutoffFactorMilliSet', { netuid, factor_milli: factor })
  noteChange(ctx, netuid, 'ActivityCutoffFactorMilli', admin)
}
