import type { ApiPromise } from '@polkadot/api'
import type { ApiDecoration } from '@polkadot/api/types'
import type { RuntimeVersion } from '@polkadot/types/interfaces'
import { reasonOf } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from './block.js'

/** A runtime and its metadata: the client's own, or one that was loaded for a block. */
export type Runtime = ApiDecoration<'promise'> | ApiPromise

/** The runtime that answers at a block, with its metadata. */
export async function runtimeAt(client: ChainClient, api: ApiPromise, block: BlockRef): Promise<Runtime> {
  const operation = `opening block ${block.number}`
  const answer = await client.ask(operation, api.rpc.state.getRuntimeVersion.raw(block.hash))
  const version = versionOf(api, answer)
  const fits = ({ runtimeVersion }: Runtime) => runtimeVersion.specVersion.eq(version.specVersion)
  if (fits(api)) return api
  const at = await client.ask(operation, api.at(block.hash, version))
  if (fits(at)) return at
  // The library takes the runtime of the parent, which is another one where a block has replaced it.
  const child = await client.ask(operation, api.rpc.chain.getBlockHash(block.number + 1))
  const after = child.isEmpty ? at : await client.ask(operation, api.at(child))
  if (fits(after)) return after
  const [from, to] = [at.runtimeVersion.specVersion.toNumber(), version.specVersion.toNumber()]
  throw chainError('CHAIN_RUNTIME_CHANGED', { operation, from, to })
}

function versionOf(api: ApiPromise, answer: unknown): RuntimeVersion {
  try {
    return api.registry.createType<RuntimeVersion>('RuntimeVersion', answer)
  } catch (cause) {
    const detail = reasonOf(cause)
    const specVersion = api.runtimeVersion.specVersion.toNumber()
    throw chainError(
      'CHAIN_ANSWER_UNREADABLE',
      { what: 'the runtime version', specVersion, detail },
      { cause },
    )
  }
}
