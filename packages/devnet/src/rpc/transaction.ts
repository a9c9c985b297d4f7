import { z } from 'zod'
import type { Chain } from '../chain/chain.js'
import { hashExtrinsic } from '../chain/execute.js'
import { fromHex } from '../codec/bytes.js'
import { PoolRefusal } from '../extrinsics/validity.js'
import { invalidParams } from './session/errors.js'
import { hex } from './session/hex.js'
import { rpc } from './session/method.js'

/** Transactions that one client may broadcast at a time, as on a node. */
const MAX_BROADCASTS = 16

/**
 * Keeps a transaction in the pool until the client stops it: one that is refused is tried again with each block, without a word
 * to the client, as the specification has it.
 */
export const transaction_v1_broadcast = rpc(
  { transaction: hex },
  ({ chain, subscriptions, broadcasts }, { transaction }) => {
    if (broadcasts.size >= MAX_BROADCASTS) return null
    const started: { id?: string } = {}
    const id = subscriptions.add('transaction_v1_broadcast', () => {
      const end = broadcast(chain, fromHex(transaction))
      return () => {
        end()
        if (started.id !== undefined) broadcasts.delete(started.id)
      }
    })
    started.id = id
    broadcasts.add(id)
    return id
  },
)

export const transaction_v1_stop = rpc(
  { operationId: z.string().max(64) },
  ({ subscriptions, broadcasts }, { operationId }) => {
    if (!broadcasts.has(operationId)) throw invalidParams('operationId: nothing is broadcast under it')
    subscriptions.remove(operationId)
    return null
  },
)

/** Submits, again after each block as long as the pool refuses, and after a revert. Returns what ends it. */
function broadcast(chain: Chain, bytes: Uint8Array): () => void {
  let isTaken = submits(chain, bytes)
  const again = () => {
    isTaken = submits(chain, bytes)
  }
  const ends = [
    chain.onBlock(() => isTaken || again()),
    chain.onRewrite((head, before) => head.hash !== before.hash && again()),
  ]
  return () => {
    for (const end of ends) end()
  }
}

function submits(chain: Chain, bytes: Uint8Array): boolean {
  try {
    if (!chain.pool.has(hashExtrinsic(bytes))) chain.submit(bytes)
    return true
  } catch (error) {
    if (error instanceof PoolRefusal) return false
    throw error
  }
}
