/** Epochs of a subnet as the chain counts them, in the state that a block left behind. */
export type EpochCount =
  /** Runtimes that store the count. */
  | {
      readonly kind: 'stored'
      readonly lastEpochBlock: number
      /** 0 for none. */
      readonly pendingEpochAt: number
      readonly epochIndex: number
      /** Blocks from epoch to epoch. */
      readonly tempo: number
      readonly blocksSinceLastStep: number
    }
  /** Older runtimes, where it follows from block, netuid and tempo. */
  | { readonly kind: 'derived'; readonly tempo: number }

/** A subnet that has not stepped for this many blocks is due at any tempo. */
const longestPause = 50_400

/** The epoch that the block after `block` belongs to: commits and reveals in it carry this number. */
export function nextBlockEpoch(epochs: EpochCount, netuid: number, block: number): number {
  const next = block + 1
  if (epochs.kind === 'derived') return derivedEpoch(epochs.tempo, netuid, next)
  const { tempo, pendingEpochAt, lastEpochBlock, blocksSinceLastStep, epochIndex } = epochs
  const due =
    tempo !== 0 &&
    ((pendingEpochAt > 0 && next >= pendingEpochAt) ||
      blocksSinceLastStep > longestPause ||
      next - lastEpochBlock >= tempo)
  return epochIndex + (due ? 1 : 0)
}

/** The epoch that the block itself belonged to, on runtimes where it follows from its number. */
export function derivedEpoch(tempo: number, netuid: number, block: number): number {
  return Math.floor((block + netuid + 1) / (tempo + 1))
}

/** The next block in which an epoch runs; null for a subnet that has none. */
export function nextEpochBlock(epochs: EpochCount, netuid: number, block: number): number | null {
  if (epochs.tempo === 0) return null
  if (epochs.kind === 'derived') {
    const length = epochs.tempo + 1
    return (derivedEpoch(epochs.tempo, netuid, block) + 1) * length - (netuid + 1)
  }
  const regular = epochs.lastEpochBlock + epochs.tempo
  const due = epochs.pendingEpochAt > 0 ? Math.min(regular, epochs.pendingEpochAt) : regular
  return Math.max(due, block + 1)
}
