import type { BlockReader } from '../read/block-reader.js'
import { apis } from '../read/runtime-apis.js'

/**
 * Stake weight that the chain compares with its threshold: alpha plus weighted root stake, including shares of children
 * and parents, in rao. Null if the runtime does not return it.
 */
export async function readOwnStake(
  block: BlockReader,
  { netuid, uid }: { readonly netuid: number; readonly uid: number },
): Promise<bigint | null> {
  // The runtime numbers its columns by their position in the returned structure.
  const column = block.fieldsOf(apis.selectiveMetagraph(netuid, []))?.indexOf('total_stake') ?? -1
  if (column < 0) return null
  const metagraph = (await block.call(apis.selectiveMetagraph(netuid, [column]))) as {
    readonly total_stake?: unknown
  } | null
  const stakes = metagraph?.total_stake
  const stake: unknown = Array.isArray(stakes) ? stakes[uid] : undefined
  return typeof stake === 'bigint' || typeof stake === 'number' ? BigInt(stake) : null
}
