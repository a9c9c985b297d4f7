import { type BurnBounds, decayedBurn } from '@subnetkit/yuma'
import type { BlockContext } from '../runtime/context.js'
import { adjusted } from './math/adjustment.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'

/** Every block: registration prices change, and the counters of the block are reset. */
export function updateRegistrationPrices(ctx: BlockContext, networks: readonly number[]): void {
  const { RegistrationsThisBlock } = ctx.state.SubtensorModule
  const update = follows(ctx, 'risingBurn') ? decayPrice : adjustPrice
  for (const netuid of networks) {
    update(ctx, netuid)
    if (RegistrationsThisBlock.get(netuid) !== 0) RegistrationsThisBlock.remove(netuid)
  }
}

export const burnBounds = (ctx: Pick<Reading, 'state'>, netuid: number): BurnBounds => ({
  min: ctx.state.SubtensorModule.MinBurn.get(netuid),
  max: ctx.state.SubtensorModule.MaxBurn.get(netuid),
})

function decayPrice(ctx: BlockContext, netuid: number): void {
  const { Burn, BurnHalfLife } = ctx.state.SubtensorModule
  if (ctx.block < 2) return
  const burn = Burn.get(netuid)
  const next = decayedBurn(burn, BurnHalfLife.get(netuid), burnBounds(ctx, netuid))
  if (next !== burn) Burn.set(netuid, next)
}

/**
 * The former rule: once in an interval, price and difficulty follow the number of registrations. Proof of work is gone, so all
 * of them were bought: the price rises where they were too many, and falls where there were none.
 */
function adjustPrice(ctx: BlockContext, netuid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  const interval = BigInt(subtensor.AdjustmentInterval.get(netuid))
  if (now - subtensor.LastAdjustmentBlock.get(netuid) < interval) return
  const registered = subtensor.RegistrationsThisInterval.get(netuid)
  const bought = subtensor.BurnRegistrationsThisInterval.get(netuid)
  const adjustment = {
    registered,
    target: subtensor.TargetRegistrationsPerInterval.get(netuid),
    alpha: subtensor.AdjustmentAlpha.get(netuid),
  }
  const isBusy = registered > adjustment.target
  if (isBusy || bought === 0) {
    subtensor.Burn.update(netuid, (burn) => adjusted(burn, adjustment, burnBounds(ctx, netuid)))
  }
  if (bought === 0 || !isBusy) {
    const bounds = { min: subtensor.MinDifficulty.get(netuid), max: subtensor.MaxDifficulty.get(netuid) }
    const difficulty = adjusted(subtensor.Difficulty.get(netuid), adjustment, bounds)
    subtensor.Difficulty.set(netuid, difficulty)
    ctx.deposit('SubtensorModule', 'DifficultySet', [netuid, difficulty])
  }
  subtensor.LastAdjustmentBlock.set(netuid, now)
  subtensor.RegistrationsThisInterval.set(netuid, 0)
  subtensor.BurnRegistrationsThisInterval.set(netuid, 0)
}
