import type { BlockContext } from '../runtime/context.js'
import { maxOf, minOf } from './math/fixed.js'
import type { Reading } from './reading.js'
import { allSubnets, hotkeysOf } from './subnets.js'

/** A subnet that has not stepped for this many blocks is due at any tempo. */
const longestPause = 50_400n

/** Alpha that an epoch takes from the pending accounts, rao. */
export interface DrainedEpoch {
  readonly netuid: number
  readonly server: bigint
  readonly validator: bigint
  readonly root: bigint
  readonly ownerCut: bigint
}

/** Returns true if the subnet's epoch is at this block. */
export function isEpochDue(ctx: Reading, netuid: number): boolean {
  const { Tempo, PendingEpochAt, BlocksSinceLastStep, LastEpochBlock } = ctx.state.SubtensorModule
  const tempo = Tempo.get(netuid)
  if (tempo === 0) return false
  const now = BigInt(ctx.block)
  const triggered = PendingEpochAt.get(netuid)
  if (triggered > 0n && now >= triggered) return true
  if (BlocksSinceLastStep.get(netuid) > longestPause) return true
  return now - LastEpochBlock.get(netuid) >= BigInt(tempo)
}

/** Block of the next epoch if nothing defers it; none for tempo 0. */
export function nextEpochBlock(ctx: Reading, netuid: number): bigint | undefined {
  const { Tempo, PendingEpochAt, LastEpochBlock } = ctx.state.SubtensorModule
  const tempo = Tempo.get(netuid)
  if (tempo === 0) return undefined
  const automatic = LastEpochBlock.get(netuid) + BigInt(tempo)
  const triggered = PendingEpochAt.get(netuid)
  return triggered > 0n ? minOf(automatic, triggered) : automatic
}

/** The epoch that a weights commit or reveal of this block belongs to. */
export function currentEpoch(ctx: Reading, netuid: number): bigint {
  const index = ctx.state.SubtensorModule.SubnetEpochIndex.get(netuid)
  return isEpochDue(ctx, netuid) ? index + 1n : index
}

/** Returns true if hyperparameters are frozen because an epoch is close. */
export function inFreezeWindow(ctx: Reading, netuid: number): boolean {
  const { Tempo, LastEpochBlock, PendingEpochAt, AdminFreezeWindow } = ctx.state.SubtensorModule
  const now = BigInt(ctx.block)
  const tempo = BigInt(Tempo.get(netuid))
  // without epochs nothing comes close
  if (tempo === 0n) return false
  if (PendingEpochAt.get(netuid) > now) return true
  const left = LastEpochBlock.get(netuid) + tempo - now
  return maxOf(left, 0n) < BigInt(AdminFreezeWindow.get())
}

/**
 * Walks all subnets, counts the block, and takes the pending alpha of those whose epoch runs now. At most
 * MaxEpochsPerBlock run; the others wait for the next block.
 */
export function drainDueEpochs(ctx: BlockContext): DrainedEpoch[] {
  const { SubtensorModule: subtensor } = ctx.state
  const most = subtensor.MaxEpochsPerBlock.get()
  const now = BigInt(ctx.block)
  const drained: DrainedEpoch[] = []
  let run = 0
  for (const netuid of allSubnets(ctx)) {
    subtensor.BlocksSinceLastStep.update(netuid, (blocks) => blocks + 1n)
    if (!isEpochDue(ctx, netuid)) continue
    if (run >= most) {
      subtensor.PendingEpochAt.set(netuid, now + 1n)
      ctx.deposit('SubtensorModule', 'EpochDeferred', { netuid, from_block: now, to_block: now + 1n })
      continue
    }
    run++
    if (hasUniqueHotkeys(ctx, netuid)) drained.push(drain(ctx, netuid))
    else ctx.deposit('SubtensorModule', 'EpochSkipped', { netuid, block: now })
    subtensor.LastEpochBlock.set(netuid, now)
    subtensor.PendingEpochAt.set(netuid, 0n)
    subtensor.SubnetEpochIndex.update(netuid, (index) => index + 1n)
  }
  return drained
}

/** Subnets whose epoch is due on this block but will be put off, because others come first. */
export function deferredSubnets(ctx: Reading): ReadonlySet<number> {
  const due = allSubnets(ctx).filter((netuid) => isEpochDue(ctx, netuid))
  return new Set(due.slice(ctx.state.SubtensorModule.MaxEpochsPerBlock.get()))
}

function hasUniqueHotkeys(ctx: Reading, netuid: number): boolean {
  const hotkeys = hotkeysOf(ctx, netuid)
  return new Set(hotkeys).size === hotkeys.length
}

function drain(ctx: BlockContext, netuid: number): DrainedEpoch {
  const { SubtensorModule: subtensor } = ctx.state
  subtensor.BlocksSinceLastStep.set(netuid, 0n)
  const drained = {
    netuid,
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
