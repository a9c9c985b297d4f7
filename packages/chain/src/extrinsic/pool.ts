import type { SubnetError } from '@subnetkit/base'
import { reasonOf } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { poolRefusal } from './refusal.js'
import type { SignedExtrinsic } from './types.js'

/** Result of submitting to a node's transaction pool: accepted, or the reason why not. */
export type PoolAnswer =
  | { readonly kind: 'held' }
  /** Its nonce is used on chain, by this extrinsic or by another. */
  | { readonly kind: 'stale'; readonly error: SubnetError }
  /** Another extrinsic with its nonce is in the pool. */
  | { readonly kind: 'outbid'; readonly error: SubnetError }
  /** Refused, permanently or for now; it may still be in a block already. */
  | { readonly kind: 'refused'; readonly error: SubnetError }

const alreadyImported = 1013
const priorityTooLow = 1014

/** Offers the bytes to the node's pool. What is thrown is about the connection: whether it arrived is unknown. */
export async function offer(client: ChainClient, signed: SignedExtrinsic): Promise<PoolAnswer> {
  try {
    await client.ask(
      `broadcast of ${signed.call}`,
      client.api.rpc('author_submitExtrinsic', signed.bytes) as Promise<unknown>,
    )
    return { kind: 'held' }
  } catch (error) {
    return answerOf(signed, error)
  }
}

function answerOf(signed: SignedExtrinsic, error: unknown): PoolAnswer {
  const message = reasonOf(error)
  const code = Number(/^(1\d{3}): /.exec(message)?.[1])
  const { call, signer, nonce } = signed
  const taken = () => chainError('NONCE_TAKEN', { call, signer, nonce }, { cause: error })
  if (Number.isNaN(code)) throw error
  if (code === alreadyImported) return { kind: 'held' }
  if (code === priorityTooLow) return { kind: 'outbid', error: taken() }
  if (message.includes('Transaction is outdated')) return { kind: 'stale', error: taken() }
  return { kind: 'refused', error: poolRefusal(call, message, error) }
}
