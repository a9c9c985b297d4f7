import type { EpochInput } from '../types.js'

/** True for every uid whose last update lies within the cutoff. */
export function activeNeurons(input: EpochInput): boolean[] {
  return Array.from(
    { length: input.n },
    (_, i) => (input.lastUpdate[i] ?? 0) + input.activityCutoffBlocks >= input.currentBlock,
  )
}
