import type { EpochInput } from '../types.js'
import type { AnyRow } from './row-forms.js'

/** True for every uid whose last update lies within the cutoff. A list of updates longer than `n` gives as many flags, as on the chain. */
export function activeNeurons(input: EpochInput<AnyRow>): boolean[] {
  return Array.from(
    { length: Math.max(input.n, input.lastUpdate.length) },
    (_, i) => (input.lastUpdate[i] ?? 0) + input.activityCutoffBlocks >= input.currentBlock,
  )
}
