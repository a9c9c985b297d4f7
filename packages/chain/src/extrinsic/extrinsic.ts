import type { ChainClient } from '../connection/connect-chain.js'
import type { BlockRef } from '../read/block.js'
import { broadcast } from './broadcast.js'
import { isFinalBlock } from './canonical.js'
import { findInclusion } from './find.js'
import { follow } from './follow.js'
import { sign } from './sign.js'
import type {
  CallParameters,
  Inclusion,
  SignedExtrinsic,
  Signer,
  SigningOptions,
  TrackOptions,
} from './types.js'

/**
 * Signs a call once. The result may be kept, sent any number of times and found again by {@link findExtrinsic}.
 *
 * Its era begins at the finalized head, so that no reorganisation can make the signature void. Hold
 * `client.turns(signer.address, …)` from here until it is included (as `submit` does): two that are signed side by
 * side have the same nonce, and only one of them can live.
 *
 * Throws CHAIN_FEATURE_MISSING when the runtime has no such call, SIGNER_REFUSED when the signer may not sign it.
 */
export async function signExtrinsic(
  client: ChainClient,
  signer: Signer,
  call: CallParameters,
  options: SigningOptions = {},
): Promise<SignedExtrinsic> {
  return sign(client, signer, call, options)
}

/**
 * Hands it to the pool of the node. Sending it again is harmless: that the node knows it or has it in a block is no
 * error. Throws CHAIN_REJECTED when the pool refuses the call, NONCE_TAKEN when another extrinsic of the account
 * has its nonce, EXTRINSIC_EXPIRED when its last block is over; each only when it is in no block of the chain.
 */
export async function broadcastExtrinsic(client: ChainClient, signed: SignedExtrinsic): Promise<void> {
  await broadcast(client, signed)
}

/**
 * Looks for it in every block that may hold it, up to the best one; null when none does. Bodies are compared byte
 * for byte: the answer depends on no index and no subscription. A node that has pruned those blocks is
 * CHAIN_HISTORY_MISSING, not null.
 */
export async function findExtrinsic(client: ChainClient, signed: SignedExtrinsic): Promise<Inclusion | null> {
  return findInclusion(client, signed)
}

/**
 * Whether the block of an inclusion can no longer be undone. False before, and for ever when a reorganisation has
 * put another block in its place: then look for it again.
 */
export async function isFinal(client: ChainClient, inclusion: BlockRef): Promise<boolean> {
  return isFinalBlock(client, inclusion)
}

/**
 * Follows it to its end by reading blocks: what subscriptions tell is only taken as a hint to look, so that lost
 * sockets, silence, and missing, doubled or reordered notifications cost time at most. Meanwhile the same bytes are
 * broadcast again whenever a node may have forgotten them.
 *
 * `expired` is certain: every block that might hold it is final and does not, or the account has used its nonce for
 * something else in a final block. Throws CHAIN_TIMEOUT at the deadline; it may be included later, so ask again.
 */
export async function trackExtrinsic(
  client: ChainClient,
  signed: SignedExtrinsic,
  options: TrackOptions = {},
): Promise<Inclusion | 'expired'> {
  return follow(client, signed, options)
}
