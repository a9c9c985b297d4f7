import type { OutboxEntry } from '@subnetkit/chain'
import type { ValidatorEvent } from '../events.js'

/** Names the decision that follows from a round. */
export const weightsKey = (round: number) => `round-${round}`

/** The round that a decision follows from. */
export const roundOfKey = (key: string) => Number(/^round-(\d+)$/.exec(key)?.[1] ?? -1)

/** What a validator reports of a change in its outbox; null for those between two blocks. */
export function weightsEvent(entry: OutboxEntry, before: OutboxEntry | null): ValidatorEvent | null {
  const { key, mode, stage, included, sealed, revealed, failure, vector } = entry
  const round = roundOfKey(key)
  const { uids, values } = vector
  switch (stage) {
    case 'confirmed': {
      const block = included?.number ?? 0
      if (mode === 'plain') return { kind: 'weights-set', round, block, uids, values }
      // It comes back here when its reveal has to be signed anew.
      if (sealed === null || before?.stage !== 'included') return null
      const beaconRound = sealed.kind === 'timelocked' ? sealed.round : null
      return { kind: 'weights-committed', round, block, mode: sealed.kind, epoch: sealed.epoch, beaconRound }
    }
    case 'revealed':
      return { kind: 'weights-revealed', round, block: revealed?.number ?? null, uids, values }
    case 'superseded':
      return { kind: 'weights-superseded', round, reason: failure?.reason ?? 'superseded' }
    case 'failed':
      return {
        kind: 'weights-refused',
        round,
        code: failure?.code ?? null,
        reason: failure?.reason ?? 'failed',
        retryBlock: failure?.retryBlock ?? null,
      }
    default:
      return null
  }
}
