import type { QueueId } from '../queue/types.js'

/** Queues of a validator. */
export interface QueueNames {
  /** Steps of whole rounds, for coordinators. */
  readonly rounds: QueueId
  /** One job for each miner to ask, for workers. */
  readonly query: QueueId
  /** One job for each miner to score, for workers; those with the label if there is one. */
  readonly score: QueueId
}

/** Validator that queues belong to. */
export interface QueueScope {
  readonly genesisHash: string
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
}

/** Tag of the queues of a subnet: on several servers it chooses the one. */
export const tagOf = (netuid: number) => `sn-${netuid}`

/** Names that no other validator, mechanism or chain on the same backend shares. The queues of a subnet share one tag. */
export function queueNames(of: QueueScope, scoreLabel: string | null): QueueNames {
  const tag = tagOf(of.netuid)
  const scope = `${of.genesisHash.replace(/^0x/, '').slice(0, 8)}-${of.mechanism}-${of.hotkey}`
  const named = (name: string): QueueId => ({ tag, name: `${scope}-${name}` })
  return {
    rounds: named('rounds'),
    query: named('query'),
    score: named(scoreLabel === null ? 'score' : `score-${scoreLabel}`),
  }
}
