import { isSubnetError } from '@subnetkit/base'
import type { ChainClient, SignedExtrinsic } from '@subnetkit/chain'
import { devnetChain } from '../../../neuron/devnet-chain.js'
import type { LaunchStore } from './state-file.js'

/**
 * Follows what an interrupted launch has sent to its end: the same bytes, which the chain takes once at most. Only then may
 * anything else be signed. Throws CHAIN_TIMEOUT while the end is open.
 */
export async function settleSending(
  client: ChainClient,
  store: LaunchStore,
  progress: (text: string) => void,
): Promise<void> {
  const { sending, paid } = store.state
  if (sending === null) return
  const { signed, ...payment } = sending
  progress(`an earlier run was sending step "${payment.step}" (${signed.hash}): following it to its end`)
  const end = await follow(client, signed)
  if (end === null) {
    await store.save({ sending: null })
    return
  }
  const { block, isRefused } = end
  const cost = isRefused ? 0n : payment.cost
  await store.save({ sending: null, paid: [...paid, { ...payment, cost, block }] })
}

/** Null if it has never been included and never will be. */
async function follow(
  client: ChainClient,
  signed: SignedExtrinsic,
): Promise<{ readonly block: number; readonly isRefused: boolean } | null> {
  const { readFinalized, readHead, trackExtrinsic } = await import('@subnetkit/chain')
  const isDevnet = client.api.runtimeChain.toString() === devnetChain
  // A devnet that was started again has the same genesis, and none of the old blocks.
  if (isDevnet && (await readHead(client)).number < signed.birthBlock) return null
  try {
    const end = await trackExtrinsic(client, signed)
    return end === 'expired' ? null : { block: end.number, isRefused: end.refusal !== null }
  } catch (error) {
    if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
    const { number } = await readFinalized(client)
    if (number < signed.lastBlock) throw error
    // Its end is certain and its outcome unknown: it counts as paid, so that no limit is exceeded.
    return { block: signed.lastBlock, isRefused: false }
  }
}
