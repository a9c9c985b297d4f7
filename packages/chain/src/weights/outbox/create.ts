import type { ChainClient } from '../../connection/connect-chain.js'
import type { Signer } from '../../extrinsic/types.js'
import { createOutbox, type OutboxOptions, type WeightsOutbox } from './outbox.js'
import { createWeightsChain } from './over-client.js'

/** What {@link createWeightsOutbox} takes. */
export interface WeightsOutboxOptions extends Omit<OutboxOptions, 'chain'> {
  readonly client: ChainClient
  /** The validator's hotkey. */
  readonly signer: Signer
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number
}

/**
 * The outbox of a hotkey's weights, over one connection.
 * @example
 * await using store = await openOutboxFile('weights.json')
 * const outbox = createWeightsOutbox({ client, signer: hotkey, netuid: 2, store })
 * await outbox.intend({ uids: [1, 4], values: [65535, 9000], versionKey: 3n }, { key: 'today' })
 * const { sentence } = await outbox.settle('today')
 */
export function createWeightsOutbox(options: WeightsOutboxOptions): WeightsOutbox {
  const { client, signer, netuid, mechanism = 0, ...rest } = options
  return createOutbox({ ...rest, chain: createWeightsChain(client, signer, { netuid, mechanism }) })
}
