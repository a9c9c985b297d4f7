import { unwrapStorageType } from '@polkadot/types'
import type { EventRecord } from '@polkadot/types/interfaces'
import { hexToU8a } from '@polkadot/util'
import type { Runtime } from '../client/runtime.js'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { storageKey } from '../read/runtime-codec.js'

const operation = 'reading the events of a block'

/**
 * The events of a block, as polkadot.js decodes them: they may hold any type of the runtime, and its own errors are
 * looked up in the metadata by it.
 */
export async function readEvents(client: ChainClient, block: BlockRef): Promise<readonly EventRecord[]> {
  const { registry, query, runtimeVersion } = await runtimeThatRan(client, block)
  const events = query.system?.events
  if (!events) {
    const specVersion = runtimeVersion.specVersion.toNumber()
    throw chainError('CHAIN_FEATURE_MISSING', { feature: 'storage System.Events', specVersion })
  }
  const stored = client.api.rpc('state_getStorage', storageKey(events, []), block.hash)
  const type = unwrapStorageType(registry, events.meta.type)
  // Decoded within `ask`, so that what cannot be read is CHAIN_ANSWER_UNREADABLE.
  const records = await client.ask(
    operation,
    stored.then(
      (hex) =>
        registry.createTypeUnsafe(type, [
          hexToU8a(String(hex ?? '0x00')),
        ]) as unknown as Iterable<EventRecord>,
    ),
  )
  return [...records]
}

/** A block is run, and its events are written, by the runtime in the state of its parent. */
async function runtimeThatRan(client: ChainClient, { number, hash }: BlockRef): Promise<Runtime> {
  const { api } = client
  if (number === 0) return client.ask(operation, api.runtimeAt(hash))
  const header = await client.ask(operation, api.rpc('chain_getHeader', hash))
  const { parentHash } = Object(header) as { parentHash?: unknown }
  if (typeof parentHash === 'string') return client.ask(operation, api.runtimeAt(parentHash))
  const words = `UnknownBlock: header of ${hash} was not found`
  throw chainError('CHAIN_CALL_REFUSED', { rpcCode: -32_603, words, operation: 'chain_getHeader' })
}
