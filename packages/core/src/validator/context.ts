import type { Filled } from '@subnetkit/base'
import type { WeightsOutbox } from '@subnetkit/chain'
import type { QueueId } from '../queue/types.js'
import type { Subnet } from '../subnet/define-subnet.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Background } from './background.js'
import type { ValidatorEvent } from './events.js'
import type { ValidatorOptions } from './options.js'

/** Context of every step: the subnet, the options with their defaults filled in, and the queues. */
export interface Context extends Omit<Filled<ValidatorOptions<Protocol>>, 'onEvent'> {
  readonly subnet: Subnet
  readonly names: QueueNames
  readonly outbox: WeightsOutbox
  /** Number of the round that the newest block seen belongs to. */
  readonly currentRound: () => number
  readonly background: Background
  readonly emit: (event: ValidatorEvent) => void
  /** Aborted when the validator stops without further waiting. */
  readonly signal: AbortSignal
}

/** The two queues of a validator: one for the steps of rounds, one for the queries to their miners. */
export interface QueueNames {
  readonly rounds: QueueId
  readonly queries: QueueId
}

/** Names that no other validator, subnet or mechanism on the same backend shares. */
export function queueNames(of: Pick<Context, 'netuid' | 'mechanism' | 'hotkey'>): QueueNames {
  const tag = `sn-${of.netuid}`
  const scope = `${of.mechanism}-${of.hotkey}`
  return { rounds: { tag, name: `${scope}-rounds` }, queries: { tag, name: `${scope}-queries` } }
}
