import { type EpochCount, nextBlockEpoch, nextEpochBlock } from '../epochs.js'
import { type ChainView, subtensor } from './view.js'

/** Where a subnet is in its epochs, read at one block. */
export interface Epochs {
  readonly count: EpochCount
  readonly netuid: number
  /** Block of the view. */
  readonly block: number
  /** The epoch that the next block belongs to, as the chain numbers them. */
  readonly current: number
}

/** Reads it; older runtimes derive epochs from the block number. */
export async function readEpochs(view: ChainView, netuid: number): Promise<Epochs> {
  const block = view.block.number
  const count = await readCount(view, netuid)
  return { count, netuid, block, current: nextBlockEpoch(count, netuid, block) }
}

/** First block of the epoch after the one that the next block belongs to; null when none comes. */
export function nextEpochOf({ count, netuid, block, current }: Epochs): number | null {
  const first = nextEpochBlock(count, netuid, block)
  if (first === null || first > block + 1) return first
  // The next block begins an epoch itself: the one after that is a tempo away.
  const isCounted = count.kind === 'stored' ? current > count.epochIndex : true
  return isCounted ? first + count.tempo + (count.kind === 'derived' ? 1 : 0) : first
}

async function readCount(view: ChainView, netuid: number): Promise<EpochCount> {
  const tempo = await subtensor.number(view, 'Tempo', netuid)
  if (!view.has('SubtensorModule', 'LastEpochBlock')) return { kind: 'derived', tempo }
  const [lastEpochBlock, pendingEpochAt, epochIndex, blocksSinceLastStep] = await Promise.all([
    subtensor.number(view, 'LastEpochBlock', netuid),
    subtensor.number(view, 'PendingEpochAt', netuid),
    subtensor.number(view, 'SubnetEpochIndex', netuid),
    subtensor.number(view, 'BlocksSinceLastStep', netuid),
  ])
  return { kind: 'stored', tempo, lastEpochBlock, pendingEpochAt, epochIndex, blocksSinceLastStep }
}
