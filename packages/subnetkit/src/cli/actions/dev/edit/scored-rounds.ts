import type { ValidatorEvent } from '@subnetkit/core/validator'
import type { ScoredRounds } from './rescore-edit.js'

/** Follows which rounds one state of the code has scored alone, from its plan to its fold. */
export function createScoredRounds() {
  let first: number | null = null
  let last: number | null = null
  let before: ScoredRounds | null = null
  return {
    note(event: ValidatorEvent): void {
      if (event.kind === 'round-planned') first = Math.min(first ?? event.round, event.round)
      if (event.kind === 'round-folded' && first !== null && event.round >= first) {
        last = Math.max(last ?? event.round, event.round)
      }
    },
    /** Rounds of the code until now, which is replaced: those of an earlier one if it has scored none. */
    take(): ScoredRounds | null {
      if (first !== null && last !== null) before = { from: first, to: last }
      first = null
      last = null
      return before
    },
  }
}
