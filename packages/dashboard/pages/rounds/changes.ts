import type { PageEvent } from '../../src/events/compact.js'

/** Events that change what a round shows. */
const kinds: ReadonlySet<string> = new Set([
  ...['round-planned', 'query-done', 'task-done', 'step-done', 'miner-unasked', 'round-closed'],
  ...['round-folded', 'round-skipped', 'weights-set', 'weights-committed', 'weights-revealed'],
])

export const changesRounds = ({ kind }: PageEvent): boolean => kinds.has(kind)

/** Events that change what one round shows. */
export const changesRound =
  (round: number) =>
  (event: PageEvent): boolean =>
    kinds.has(event.kind) && (!('round' in event) || event.round === round || event.round === -1)
