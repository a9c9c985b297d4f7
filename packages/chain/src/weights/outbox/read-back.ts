import type { BlockRef } from '../../read/block.js'
import { nextBlockEpoch } from '../../read/epoch-schedule.js'
import { hashCiphertext } from '../seal.js'
import type { WeightsVector } from '../weights-subject.js'
import type { SealedWeights, TimelockedSeal } from './entry.js'
import type { OwnRow, WeightsChain } from './weights-chain.js'

/**
 * Returns the epoch in which a commit counts, according to the block that included it. Null if the block holds no such
 * commit.
 */
export async function readCommitEpoch(
  chain: WeightsChain,
  { sealed, netuid }: { readonly sealed: SealedWeights; readonly netuid: number },
  block: BlockRef,
): Promise<number | null> {
  const state = await chain.state(block)
  if (sealed.kind === 'salted') {
    if (!state.saltedCommits.some(({ hash }) => hash === sealed.hash)) return null
    // Runtimes note the epoch in which the block itself lies.
    const parent = await chain.blockAt(block.number - 1)
    const before = parent && (await chain.state(parent))
    return before ? nextBlockEpoch(before.epochs, netuid, before.block.number) : sealed.epoch
  }
  const newest = nextBlockEpoch(state.epochs, netuid, block.number)
  const likely = new Set([sealed.epoch, newest, newest - 1])
  return (
    (await findEpoch(chain, sealed, likely, block)) ??
    (await findEpoch(chain, sealed, await chain.timelockedEpochs(block), block))
  )
}

async function findEpoch(
  chain: WeightsChain,
  sealed: TimelockedSeal,
  epochs: Iterable<number>,
  block: BlockRef,
): Promise<number | null> {
  for (const epoch of epochs) {
    if (epoch >= 0 && (await holdsCommit(chain, { ...sealed, epoch }, block))) return epoch
  }
  return null
}

/** Returns true if a timelocked commit of ours waits in its epoch's list at a block. */
export async function holdsCommit(
  chain: WeightsChain,
  { hash, round, epoch }: TimelockedSeal,
  block: BlockRef,
): Promise<boolean> {
  const commits = await chain.timelockedCommits(epoch, block)
  return commits.some(
    (commit) =>
      commit.hotkey === chain.subject.hotkey &&
      commit.round === round &&
      hashCiphertext(commit.ciphertext) === hash,
  )
}

/** Returns true if the chain holds the vector, entry by entry. */
export function isRow(held: OwnRow | null, { uids, values }: WeightsVector): boolean {
  if (held?.row.length !== uids.length) return false
  return held.row.every(([uid, value], at) => uid === uids[at] && value === values[at])
}
