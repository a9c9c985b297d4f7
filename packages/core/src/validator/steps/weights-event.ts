import type { OutboxEntry } from '@subnetkit/chain'
import type { ValidatorEvent } from '../events.js'

/** Names the decision that follows from a round. */
export const weightsKey = (round: number) => `round-${round}`

/** The round that a decision follows from. */
export const roundOfKey = (key: string) => Number(/^round-(\d+)$/.exec(key)?.[1] ?? -1)

/** Event for a change in the outbox; null for stages that are not reported. */
export function weightsEvent(entry: OutboxEntry, before: OutboxEntry | null): ValidatorEvent | null {
  const round = roundOfKey(entry.key)
  const { uids, values } = entry.vector
  switch (entry.stage) {
    case 'confirmed': {
      const block = entry.included.number
      if (entry.mode === 'plain') return { kind: 'weights-set', round, block, uids, values }
      // It comes back here when its reveal has to be signed again.
      if (before?.stage === 'revealing') return null
      const { sealed, mode } = entry
      const beaconRound = sealed.kind === 'timelocked' ? sealed.round : null
      return { kind: 'weights-committed', round, block, mode, epoch: sealed.epoch, beaconRound }
    }
    case 'revealed':
      return { kind: 'weights-revealed', round, block: entry.revealed?.number ?? null, uids, values }
    case 'superseded':
      return { kind: 'weights-superseded', round, reason: entry.failure.reason }
    case 'failed': {
      const { code, cause, reason, retryBlock, fix } = entry.failure
      // Others were included between the decision and the signature.
      if (code === 'WEIGHTS_RATE_LIMITED' && retryBlock !== null)
        return { kind: 'weights-not-due', round, dueBlock: retryBlock }
      return { kind: 'weights-refused', round, code, cause, reason, retryBlock, fix }
    }
    default:
      return null
  }
}
