import { blocksUntilEpoch, legacyEpochAt } from './legacy-epochs.js'
import { maxOf, minOf } from './math/fixed.js'
import type { Writing } from './reading.js'
import { storeBinaryShares, storeDecimalShares } from './shares.js'
import { ruleChanges } from './spec.js'
import { allNetworks, netuidOf } from './subnets.js'

/** Bounds of ActivityCutoffFactorMilli. */
const lowestFactor = 1000n
const highestFactor = 50_000n

/** Converts what a rule change stores in another form, as the migration of that version does. */
export function migrate(ctx: Writing, from: number, to: number): void {
  const { since } = ruleChanges.countedEpochs
  // A chain that starts with an older version has nothing to convert yet.
  if (ctx.block > 0 && from < since && to >= since) countEpochs(ctx)
  const decimal = ruleChanges.decimalShares.since
  if (from < decimal && to >= decimal) storeDecimalShares(ctx)
  if (from >= decimal && to < decimal) storeBinaryShares(ctx)
}

/** Goes on counting epochs where block numbers have led, and dates salted commits by their epoch. */
function countEpochs(ctx: Writing): void {
  const { SubtensorModule: subtensor } = ctx.state
  for (const netuid of allNetworks(ctx)) {
    const tempo = subtensor.Tempo.get(netuid)
    const left = blocksUntilEpoch(ctx, netuid)
    if (left === undefined) continue
    subtensor.LastEpochBlock.set(netuid, maxOf(BigInt(ctx.block - (tempo - left)), 0n))
    subtensor.PendingEpochAt.set(netuid, 0n)
    subtensor.SubnetEpochIndex.set(netuid, legacyEpochAt(ctx, netuid, ctx.block))
    const factor = (BigInt(subtensor.ActivityCutoff.get(netuid)) * 1000n + BigInt(tempo - 1)) / BigInt(tempo)
    const bounded = maxOf(minOf(factor, highestFactor), lowestFactor)
    subtensor.ActivityCutoffFactorMilli.set(netuid, Number(bounded))
  }
  for (const [[index, hotkey], commits] of [...subtensor.WeightCommits.entries()]) {
    const netuid = netuidOf(index)
    const dated = commits.map(([hash, block]): [string, bigint, bigint, bigint] => [
      hash,
      legacyEpochAt(ctx, netuid, block),
      block,
      0n,
    ])
    subtensor.WeightCommits.set(index, hotkey, dated)
  }
}
