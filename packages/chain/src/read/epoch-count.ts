import { type EpochCount, nextBlockEpoch, nextEpochBlock } from './epoch-schedule.js'
import { orAbsent, type ValuesOf } from './storage.js'
import { storage } from './storage-items.js'

/** Reads that locate a subnet in its epochs; older runtimes derive epochs from the block number. */
export function epochReads(netuid: number) {
  return {
    tempo: storage.Tempo(netuid),
    lastEpochBlock: orAbsent(storage.LastEpochBlock(netuid), null),
    pendingEpochAt: orAbsent(storage.PendingEpochAt(netuid), 0),
    epochIndex: orAbsent(storage.SubnetEpochIndex(netuid), 0),
    blocksSinceLastStep: orAbsent(storage.BlocksSinceLastStep(netuid), 0),
  }
}

/** Makes an epoch count of what was read. */
export function toEpochCount(values: ValuesOf<ReturnType<typeof epochReads>>): EpochCount {
  const { tempo, lastEpochBlock, pendingEpochAt, epochIndex, blocksSinceLastStep } = values
  return lastEpochBlock === null
    ? { kind: 'derived', tempo }
    : { kind: 'stored', tempo, lastEpochBlock, pendingEpochAt, epochIndex, blocksSinceLastStep }
}

/** First block of the epoch after the one that the block after `block` belongs to; null when none comes. */
export function epochAfterNext(count: EpochCount, netuid: number, block: number): number | null {
  const first = nextEpochBlock(count, netuid, block)
  if (first === null || first > block + 1) return first
  // The next block begins an epoch itself: the one after that is a tempo away.
  const isCounted = count.kind === 'stored' ? nextBlockEpoch(count, netuid, block) > count.epochIndex : true
  return isCounted ? first + count.tempo + (count.kind === 'derived' ? 1 : 0) : first
}
