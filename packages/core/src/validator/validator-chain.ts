import { type ChainClient, createWeightsChain, readHead, readMetagraph, type Signer } from '@subnetkit/chain'
import type { ValidatorChain } from './chain-port.js'
import { publishRound } from './round-notice.js'

/** Implements a validator's chain operations over one connection, signed by its hotkey. */
export function createValidatorChain(client: ChainClient, hotkey: Signer): ValidatorChain {
  return {
    genesisHash: client.status().genesisHash,
    head: () => readHead(client),
    onHead: (listener) => client.onHead(listener),
    metagraph: ({ netuid, mechanism }) => readMetagraph(client, { netuid, mechanism }),
    weights: (subnet) => createWeightsChain(client, hotkey, subnet),
    publishRound: (notice) => publishRound(client, hotkey, notice),
  }
}
