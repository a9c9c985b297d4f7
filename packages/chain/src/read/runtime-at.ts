import type { ChainApi, Runtime } from '../client/runtime.js'
import type { ChainClient } from '../connection/connect-chain.js'
import type { BlockRef } from './block.js'

/** The runtime that answers at a block, with its metadata. */
export function runtimeAt(client: ChainClient, api: ChainApi, block: BlockRef): Promise<Runtime> {
  return client.ask(`opening block ${block.number}`, api.runtimeAt(block.hash))
}
