import type { ChainClient } from '../connection/connect-chain.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'

/**
 * The stake weight that the chain compares with its threshold: alpha plus weighted root stake, what children and
 * parents share considered, in rao. Null when the runtime does not tell.
 */
export async function readOwnStake(
  client: ChainClient,
  { netuid, uid }: { readonly netuid: number; readonly uid: number },
  at: BlockRef,
): Promise<bigint | null> {
  const block = await openBlock(client, at)
  const method = block.method('SubnetInfoRuntimeApi', 'get_selective_metagraph')
  // The runtime numbers its columns as they stand in the structure that it answers with.
  const column = method?.fields.indexOf('total_stake') ?? -1
  if (!method || column < 0) return null
  const metagraph = (await method.call(netuid, [column])) as { readonly total_stake?: unknown } | null
  const stakes = metagraph?.total_stake
  const stake: unknown = Array.isArray(stakes) ? stakes[uid] : undefined
  return typeof stake === 'bigint' || typeof stake === 'number' ? BigInt(stake) : null
}
