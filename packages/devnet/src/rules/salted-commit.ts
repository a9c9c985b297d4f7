import { currentEpoch } from './epoch-schedule.js'
import { legacyEpochAt, revealBlocks } from './legacy-epochs.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'

/** hash, epoch, block and zero; before epochs were counted: hash, block, and the first and last block to reveal in. */
export type Commit = [hash: string, bigint, bigint, bigint]

/** A commit of this block. */
export function newCommit(ctx: Reading, netuid: number, hash: string): Commit {
  const block = BigInt(ctx.block)
  if (follows(ctx, 'countedEpochs')) return [hash, currentEpoch(ctx, netuid), block, 0n]
  return [hash, block, ...revealBlocks(ctx, netuid)]
}

/** Reads epoch and block of a commit. */
export function commitDates(ctx: Reading, netuid: number): (commit: Commit) => DatedCommit {
  if (follows(ctx, 'countedEpochs')) return ([, epoch, block]) => ({ epoch, block })
  return ([, block]) => ({ epoch: legacyEpochAt(ctx, netuid, block), block })
}

export interface DatedCommit {
  readonly epoch: bigint
  readonly block: bigint
}
