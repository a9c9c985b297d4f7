import { type ChainClient, readHead, watchHeads } from './client.js'
import type { ValidatorChain } from './port.js'
import { readMetagraph } from './read-metagraph.js'
import { publishRound } from './round-notice.js'
import type { Signer } from './submission/types.js'
import { createWeightsChain } from './weights-chain.js'

/** What a validator does on chain, over one connection and signed by its hotkey. */
export function createValidatorChain(client: ChainClient, hotkey: Signer): ValidatorChain {
  return {
    head: () => readHead(client),
    onHead: (listener) => watchHeads(client, listener),
    metagraph: ({ netuid, mechanism }) => readMetagraph(client, netuid, { mechanism }),
    weights: (subnet) => createWeightsChain(client, hotkey, subnet),
    publishRound: (notice) => publishRound(client, hotkey, notice),
  }
}
