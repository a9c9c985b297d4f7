import type { BlockContext } from '../runtime/context.js'
import { blocksUntilEpoch, legacyEpochAt } from './legacy-epochs.js'
import { maxOf, minOf } from './math/fixed.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'
import { allSubnets, hotkeysOf } from './subnets.js'

/** A subnet that has not stepped for this many blocks is due at any tempo. */
const longestPause = 50_400n

/** Alpha that an epoch takes from the pending accounts, rao. */
export interface DrainedEpoch {
  readonly netuid: number
  /** Hotkeys of the subnet by uid, no two of them the same. */
  readonly hotkeys: readonly string[]
  readonly server: bigint
  readonly validator: bigint
  readonly root: bigint
  readonly ownerCut: bigint
}

/** Returns true if the subnet's epoch is at this block. */
export const isEpochDue = (ctx: Reading, netuid: number): boolean => dueTest(ctx)(netuid)

/** Test for epochs at this block, which reads the version once for all subnets. */
function dueTest(ctx: Reading): (netuid: number) => boolean {
  const { Tempo, PendingEpochAt, BlocksSinceLastStep, LastEpochBlock } = ctx.state.SubtensorModule
  if (!follows(ctx, 'countedEpochs')) return (netuid) => blocksUntilEpoch(ctx, netuid) === 0
  const now = BigInt(ctx.block)
  return (netuid) => {
    const tempo = Tempo.get(netuid)
    if (tempo === 0) return false
    const triggered = PendingEpochAt.get(netuid)
    if (triggered > 0n && now >= triggered) return true
    if (BlocksSinceLastStep.get(netuid) > longestPause) return true
    return now - LastEpochBlock.get(netuid) >= BigInt(tempo)
  }
}

/** Block of the next epoch if nothing defers it; none for tempo 0. */
export function nextEpochBlock(ctx: Reading, netuid: number): bigint | undefined {
  const { Tempo, PendingEpochAt, LastEpochBlock } = ctx.state.SubtensorModule
  const tempo = Tempo.get(netuid)
  if (tempo === 0) return undefined
  if (!follows(ctx, 'countedEpochs')) return BigInt(ctx.block + (blocksUntilEpoch(ctx, netuid) ?? 0))
  const automatic = LastEpochBlock.get(netuid) + BigInt(tempo)
  const triggered = PendingEpochAt.get(netuid)
  return triggered > 0n ? minOf(automatic, triggered) : automatic
}

/** Epochs of the subnet so far. */
export const epochCount = (ctx: Reading, netuid: number): bigint =>
  follows(ctx, 'countedEpochs')
    ? ctx.state.SubtensorModule.SubnetEpochIndex.get(netuid)
    : legacyEpochAt(ctx, netuid, ctx.block)

/** The epoch that salted commits, reveals and commitments of this block belong to. */
export function currentEpoch(ctx: Reading, netuid: number): bigint {
  return follows(ctx, 'countedEpochs') ? timelockedEpoch(ctx, netuid) : epochCount(ctx, netuid)
}

/** The epoch that a timelocked commit of this block belongs to: the next one where an epoch runs in the block. */
export function timelockedEpoch(ctx: Reading, netuid: number): bigint {
  const count = epochCount(ctx, netuid)
  return isEpochDue(ctx, netuid) ? count + 1n : count
}

/** Returns true if hyperparameters are frozen because an epoch is close. */
export function inFreezeWindow(ctx: Reading, netuid: number): boolean {
  const { Tempo, LastEpochBlock, PendingEpochAt, AdminFreezeWindow } = ctx.state.SubtensorModule
  const now = BigInt(ctx.block)
  const tempo = BigInt(Tempo.get(netuid))
  // without epochs nothing comes close
  if (tempo === 0n) return false
  if (!follows(ctx, 'countedEpochs')) return (blocksUntilEpoch(ctx, netuid) ?? 0) < AdminFreezeWindow.get()
  if (PendingEpochAt.get(netuid) > now) return true
  const left = LastEpochBlock.get(netuid) + tempo - now
  return maxOf(left, 0n) < BigInt(AdminFreezeWindow.get())
}

/**
 * Walks all subnets, counts the block, and takes the pending alpha of those whose epoch runs now. At most
 * MaxEpochsPerBlock run; the others wait for the next block. The counters are kept under older versions too, where no
 * metadata shows them: tools of the devnet watch them.
 */
export function drainDueEpochs(ctx: BlockContext, subnets: readonly number[]): DrainedEpoch[] {
  const { SubtensorModule: subtensor } = ctx.state
  const isCounted = follows(ctx, 'countedEpochs')
  const most = isCounted ? subtensor.MaxEpochsPerBlock.get() : Number.POSITIVE_INFINITY
  const isDue = dueTest(ctx)
  const now = BigInt(ctx.block)
  const drained: DrainedEpoch[] = []
  let run = 0
  for (const netuid of subnets) {
    subtensor.BlocksSinceLastStep.update(netuid, (blocks) => blocks + 1n)
    if (!isDue(netuid)) continue
    if (run >= most) {
      subtensor.PendingEpochAt.set(netuid, now + 1n)
      ctx.deposit('SubtensorModule', 'EpochDeferred', { netuid, from_block: now, to_block: now + 1n })
      continue
    }
    run++
    const hotkeys = hotkeysOf(ctx, netuid)
    if (new Set(hotkeys).size === hotkeys.length) drained.push(drain(ctx, netuid, hotkeys))
    else if (isCounted) ctx.deposit('SubtensorModule', 'EpochSkipped', { netuid, block: now })
    subtensor.LastEpochBlock.set(netuid, now)
    subtensor.PendingEpochAt.set(netuid, 0n)
    subtensor.SubnetEpochIndex.update(netuid, (index) => index + 1n)
  }
  return drained
}

/** Subnets whose epoch is due on this block but will be put off, because others come first. */
export function deferredSubnets(ctx: Reading): ReadonlySet<number> {
  if (!follows(ctx, 'countedEpochs')) return new Set()
  const due = allSubnets(ctx).filter(dueTest(ctx))
  return new Set(due.slice(ctx.state.SubtensorModule.MaxEpochsPerBlock.get()))
}

function drain(ctx: BlockContext, netuid: number, hotkeys: readonly string[]): DrainedEpoch {
  const { SubtensorModule: subtensor } = ctx.state
  subtensor.BlocksSinceLastStep.set(netuid, 0n)
  const drained = {
    netuid,
    hotkeys,
    server: subtensor.PendingServerEmission.get(netuid),
    validator: subtensor.PendingValidatorEmission.get(netuid),
    root: subtensor.PendingRootAlphaDivs.get(netuid),
    ownerCut: subtensor.PendingOwnerCut.get(netuid),
  }
  subtensor.PendingServerEmission.set(netuid, 0n)
  subtensor.PendingValidatorEmission.set(netuid, 0n)
  subtensor.PendingRootAlphaDivs.set(netuid, 0n)
  subtensor.PendingOwnerCut.set(netuid, 0n)
  return drained
}
