import { nextBlockEpoch } from '../../epochs.js'
import type { BlockRef } from '../../read/block.js'
import { hashCiphertext } from '../seal.js'
import type { Sealed } from './due-reveal.js'
import type { OutboxEntry, SealedWeights } from './entry.js'
import type { OwnRow, WeightsChain } from './port.js'

/**
 * What the chain holds of an entry in the block that included it: the row, or the commit, which then says in which
 * epoch it counts. Null when it holds something else.
 */
export async function readBack(
  chain: WeightsChain,
  entry: OutboxEntry,
  block: BlockRef,
): Promise<{ readonly sealed: SealedWeights | null } | null> {
  const { sealed, vector, netuid } = entry
  if (sealed === null) return isRow(await chain.ownRow(block), vector) ? { sealed } : null
  const state = await chain.state(block)
  if (sealed.kind === 'salted') {
    if (!state.saltedCommits.some(({ hash }) => hash === sealed.hash)) return null
    // Runtimes note the epoch in which the block itself lies.
    const parent = await chain.blockAt(block.number - 1)
    const before = parent && (await chain.state(parent))
    const epoch = before ? nextBlockEpoch(before.epochs, netuid, before.block.number) : sealed.epoch
    return { sealed: { ...sealed, epoch } }
  }
  const newest = nextBlockEpoch(state.epochs, netuid, block.number)
  const likely = new Set([sealed.epoch, newest, newest - 1])
  const epoch =
    (await findEpoch(chain, sealed, likely, block)) ??
    (await findEpoch(chain, sealed, await chain.timelockedEpochs(block), block))
  return epoch === null ? null : { sealed: { ...sealed, epoch } }
}

async function findEpoch(
  chain: WeightsChain,
  sealed: Sealed<'timelocked'>,
  epochs: Iterable<number>,
  block: BlockRef,
): Promise<number | null> {
  for (const epoch of epochs) {
    if (epoch >= 0 && (await holdsCommit(chain, sealed, epoch, block))) return epoch
  }
  return null
}

/** Whether a timelocked commit of ours waits in an epoch's list at a block. */
export async function holdsCommit(
  chain: WeightsChain,
  { hash, round }: Sealed<'timelocked'>,
  epoch: number,
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

/** Whether what the chain holds is the vector, entry by entry. */
export function isRow(held: OwnRow | null, { uids, values }: OutboxEntry['vector']): boolean {
  if (held?.row.length !== uids.length) return false
  return held.row.every(([uid, value], at) => uid === uids[at] && value === values[at])
}
