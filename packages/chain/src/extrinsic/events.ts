import type { EventRecord } from '@polkadot/types/interfaces'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'

/**
 * The events of a block, as polkadot.js decodes them: they may hold any type of the runtime, and its own errors are
 * looked up in the metadata by it.
 */
export async function readEvents(client: ChainClient, { hash }: BlockRef): Promise<readonly EventRecord[]> {
  const operation = 'reading the events of a block'
  const { query, runtimeVersion } = await client.ask(operation, client.api.at(hash))
  const events = query.system?.events
  if (!events) {
    const specVersion = runtimeVersion.specVersion.toNumber()
    throw chainError('CHAIN_FEATURE_MISSING', { feature: 'storage System.Events', specVersion })
  }
  const records = await client.ask(operation, events() as unknown as Promise<Iterable<EventRecord>>)
  return [...records]
}
