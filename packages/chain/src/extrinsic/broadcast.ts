import { isSubnetError } from '@subnetkit/base'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { createScanner } from './find.js'
import { offer } from './pool.js'
import type { SignedExtrinsic } from './types.js'

/**
 * Hands it to the pool of the node. Sending it again is harmless: that the node knows it or has it in a block is no
 * error. Throws CHAIN_REJECTED when the pool refuses the call, NONCE_TAKEN when another extrinsic of the account
 * has its nonce, EXTRINSIC_EXPIRED when its last block is over; each only when it is in no block of the chain.
 */
export async function broadcastExtrinsic(client: ChainClient, signed: SignedExtrinsic): Promise<void> {
  const answer = await offer(client, signed)
  if (answer.kind === 'held') return
  // A pool that refuses may do so because a block has it already.
  const head = await readHead(client)
  if (await createScanner(client, signed)(head.number)) return
  const { call, lastBlock } = signed
  // To a node, an extrinsic that is too old has a bad signature or none that it could check.
  if (head.number < lastBlock || isSubnetError(answer.error, 'NONCE_TAKEN')) throw answer.error
  const detail = `the best block is ${head.number}`
  throw chainError('EXTRINSIC_EXPIRED', { call, lastBlock, detail }, { cause: answer.error })
}
