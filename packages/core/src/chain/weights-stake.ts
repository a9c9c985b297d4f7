import type { Codec } from '@polkadot/types/types'
import type { ChainClient } from './client.js'
import { optional, toBigInt } from './internal/runtime.js'

/** Place of `total_stake` among the fields of the chain's selective metagraph. */
const totalStake = 69

/**
 * The stake weight that the chain compares with its threshold: alpha plus weighted root stake, what children and
 * parents share considered, in rao. Null when the runtime does not tell.
 */
export async function readOwnStake(
  client: ChainClient,
  { netuid, uid }: { readonly netuid: number; readonly uid: number },
  at: string,
): Promise<bigint | null> {
  const operation = 'get_selective_metagraph'
  const view = await client.ask(operation, client.api.at(at))
  const call = view.call.subnetInfoRuntimeApi?.getSelectiveMetagraph
  if (!call) return null
  const answer = await client.ask(operation, call(netuid, [totalStake]) as Promise<Codec>)
  const metagraph = optional(answer) as unknown as { readonly totalStake?: Codec } | null
  const stakes = metagraph?.totalStake ? optional(metagraph.totalStake) : null
  const stake = stakes && [...(stakes as unknown as Iterable<Codec>)][uid]
  return stake ? toBigInt(stake) : null
}
