import type { Clock } from '@subnetkit/base'
import type { RoundRecord } from '../store/records.js'
import type { Store } from '../store/store.js'

/**
 * Time for which a look at the store holds, in ms: secrets are published many blocks after their round has closed, and what a step writes
 * is refused by the store where the round is over.
 */
export const lookMs = 1_000

/** Rounds as a worker sees them, which all of its jobs ask for. */
export interface RoundLooks {
  /** Returns a round; a planned one as it was within the last second. */
  round(number: number): Promise<RoundRecord | null>
}

export function createRoundLooks({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'round'>
  readonly clock: Clock
}): RoundLooks {
  const planned = new Map<number, { readonly at: number; readonly round: RoundRecord }>()
  return {
    async round(number) {
      const at = clock.now()
      const known = planned.get(number)
      if (known && at - known.at < lookMs) return known.round
      planned.delete(number)
      const round = await store.round(number)
      // A round that is over is let go.
      for (const [other, { at: seen }] of planned) if (at - seen >= lookMs) planned.delete(other)
      if (round?.state === 'planned') planned.set(number, { at, round })
      return round
    },
  }
}
