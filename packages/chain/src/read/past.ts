import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from './block.js'

/** Messages of nodes and polkadot.js about a block that is gone or whose state is pruned. */
const forgotten = /state already discarded|unknown ?block|unable to retrieve header|header was not found/i

/** Reads something at a block; throws CHAIN_HISTORY_MISSING where the node does not have that block's state. */
export async function readPast<T>(at: BlockRef, operation: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    const { message } = Object(error) as { message?: unknown }
    const theirs =
      isSubnetError(error, 'CHAIN_CALL_REFUSED') || isSubnetError(error, 'CHAIN_ANSWER_UNREADABLE')
    const ours = isSubnetError(error) && !theirs
    if (ours || typeof message !== 'string' || !forgotten.test(message)) throw error
    throw chainError('CHAIN_HISTORY_MISSING', { block: at.number, operation }, { cause: error })
  }
}

/** The block of the best chain with a number. Throws CHAIN_HISTORY_MISSING where the node does not know it. */
export async function readBlockRef(client: ChainClient, number: number): Promise<BlockRef> {
  const hash = await client.ask('chain_getBlockHash', client.api.rpc.chain.getBlockHash(number))
  if (hash.isEmpty) throw chainError('CHAIN_HISTORY_MISSING', { block: number, operation: 'finding a block' })
  return { number, hash: hash.toHex() }
}
