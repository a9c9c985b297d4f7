import type { SubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { blockOfHeader } from '../read/header.js'
import type { Hex } from './types.js'

/** Number of block bodies cached per client: several extrinsics are looked up in the same newest blocks. */
const bodiesKept = 16
const bodies = new WeakMap<object, Map<string, Promise<readonly Hex[]>>>()

/** Hashes of the best chain for a range of block numbers, both ends included; null where it is shorter. */
export async function readHashes(
  client: ChainClient,
  from: number,
  to: number,
): Promise<readonly (Hex | null)[]> {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const answer = await client.ask('chain_getBlockHash', client.api.rpc('chain_getBlockHash', numbers))
  const fits = Array.isArray(answer) && answer.length === numbers.length
  if (!fits || !answer.every((hash) => hash === null || isHex(hash))) throw odd('chain_getBlockHash')
  return answer as (Hex | null)[]
}

/** The extrinsics of a block, as bytes. Throws CHAIN_HISTORY_MISSING when the node has pruned it. */
export async function readBody(client: ChainClient, block: BlockRef): Promise<readonly Hex[]> {
  const cache = bodies.get(client) ?? new Map<string, Promise<readonly Hex[]>>()
  bodies.set(client, cache)
  const held = cache.get(block.hash)
  if (held) return held
  const body = fetchBody(client, block)
  cache.set(block.hash, body)
  const oldest = cache.keys().next()
  if (cache.size > bodiesKept && !oldest.done) cache.delete(oldest.value)
  body.catch(() => cache.delete(block.hash))
  return body
}

async function fetchBody(client: ChainClient, { hash, number }: BlockRef): Promise<readonly Hex[]> {
  const answer = await client.ask('chain_getBlock', client.api.rpc('chain_getBlock', hash))
  if (answer === null) {
    throw chainError('CHAIN_HISTORY_MISSING', { block: number, operation: 'finding an extrinsic' })
  }
  const { block } = Object(answer) as { block?: { header?: { number?: unknown }; extrinsics?: unknown } }
  const extrinsics = block?.extrinsics
  if (Number(block?.header?.number) !== number || !Array.isArray(extrinsics) || !extrinsics.every(isHex)) {
    throw odd('chain_getBlock')
  }
  return extrinsics
}

/** The newest block that nothing can undo. */
export async function readFinalized(client: ChainClient): Promise<BlockRef> {
  // Called directly: polkadot.js turns an invalid hash into block zero, and logs that it cannot find it.
  const ask = (method: string, ...params: unknown[]) =>
    client.ask(method, client.api.rpc(method, ...params) as Promise<unknown>)
  const hash = await ask('chain_getFinalizedHead')
  if (!isHex(hash)) throw odd('chain_getFinalizedHead')
  const block = blockOfHeader(await ask('chain_getHeader', hash))
  if (block?.hash !== hash) throw odd('chain_getHeader')
  return block
}

/**
 * Returns true if the block of an inclusion is final. Returns false before that, and for ever if a reorganization
 * replaced the block: then look for the extrinsic again.
 */
export async function isFinal(client: ChainClient, block: BlockRef): Promise<boolean> {
  const finalized = await readFinalized(client)
  if (finalized.number < block.number) return false
  const [hash] = await readHashes(client, block.number, block.number)
  return hash === block.hash
}

/** The runtime that the chain runs at a block, or at the best one. */
export async function readSpecVersion(client: ChainClient, hash?: string): Promise<number> {
  const answer = client.api.rpc('state_getRuntimeVersion', ...(hash === undefined ? [] : [hash]))
  const version = await client.ask('state_getRuntimeVersion', answer as Promise<unknown>)
  const { specVersion } = Object(version) as { specVersion?: unknown }
  if (typeof specVersion !== 'number') throw odd('state_getRuntimeVersion')
  return specVersion
}

function isHex(value: unknown): value is Hex {
  return typeof value === 'string' && /^0x[0-9a-f]*$/.test(value)
}

function odd(operation: string): SubnetError {
  const words = 'the node answered with something that this method never returns'
  return chainError('CHAIN_CALL_REFUSED', { rpcCode: -32_603, words, operation })
}
