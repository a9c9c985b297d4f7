import { isSubnetError } from '@subnetkit/base'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { createScanner } from './find.js'
import { offer } from './pool.js'
import type { SignedExtrinsic } from './types.js'

/**
 * Submits it to the node's pool. Sending it again is harmless: it is not an error if the node already has it in its pool
 * or in a block. Throws CHAIN_REJECTED when the pool refuses the call, NONCE_TAKEN when another extrinsic of the account
 * has its nonce, EXTRINSIC_EXPIRED when its last block is over; each only if no block of the chain has it.
 */
export async function broadcastExtrinsic(client: ChainClient, signed: SignedExtrinsic): Promise<void> {
  const answer = await offer(client, signed)
  if (answer.kind === 'held') return
  // A pool may refuse it because a block already has it.
  const head = await readHead(client)
  if (await createScanner(client, signed)(head.number)) return
  const { call, lastBlock } = signed
  // To a node, an extrinsic that is too old has a bad signature or none that it could check.
  if (head.number < lastBlock || isSubnetError(answer.error, 'NONCE_TAKEN')) throw answer.error
  const detail = `the best block is ${head.number}`
  throw chainError('EXTRINSIC_EXPIRED', { call, lastBlock, detail }, { cause: answer.error })
}
