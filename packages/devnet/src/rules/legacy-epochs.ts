import type { Reading } from './reading.js'

/** Blocks until the next epoch, 0 in the block that runs it, where block numbers decide; none for tempo 0. */
export function blocksUntilEpoch(ctx: Reading, netuid: number): number | undefined {
  const tempo = ctx.state.SubtensorModule.Tempo.get(netuid)
  return tempo === 0 ? undefined : tempo - ((ctx.block + netuid + 1) % (tempo + 1))
}

/** Number of the epoch that a block belongs to; the block that runs an epoch is its last. */
export function legacyEpochAt(ctx: Pick<Reading, 'state'>, netuid: number, block: number | bigint): bigint {
  const tempo = BigInt(ctx.state.SubtensorModule.Tempo.get(netuid))
  return (BigInt(block) + BigInt(netuid) + 1n) / (tempo + 1n)
}

/** First and last block in which a commit of this block can be revealed. */
export function revealBlocks(ctx: Reading, netuid: number): readonly [first: bigint, last: bigint] {
  const { Tempo, RevealPeriodEpochs } = ctx.state.SubtensorModule
  const tempo = BigInt(Tempo.get(netuid))
  const epoch = legacyEpochAt(ctx, netuid, ctx.block) + RevealPeriodEpochs.get(netuid)
  const start = epoch * (tempo + 1n) - BigInt(netuid) - 1n
  const first = start > 0n ? start : 0n
  return [first, first + tempo]
}
