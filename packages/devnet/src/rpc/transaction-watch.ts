import { z } from 'zod'
import type { Chain } from '../chain/chain.js'
import { hashExtrinsic } from '../chain/execute.js'
import { fromHex } from '../codec/bytes.js'
import { PoolRefusal } from '../extrinsics/validity.js'
import type { ExtrinsicStatus } from '../pool/pool.js'
import { hex } from './session/hex.js'
import { rpc } from './session/method.js'

/** Submits a transaction and reports what becomes of it, in the words of the specification. */
export const transactionWatch_v1_submitAndWatch = rpc(
  { transaction: hex },
  ({ chain, subscriptions }, { transaction }) =>
    subscriptions.add('transactionWatch_v1_watchEvent', (push) => {
      const bytes = fromHex(transaction)
      let listening = true
      try {
        chain.submit(bytes, (status) => {
          const event = listening && eventOf(chain, bytes, status)
          if (event) push(event)
        })
      } catch (error) {
        if (!(error instanceof PoolRefusal)) throw error
        push({ event: 'invalid', error: error.data ?? error.message })
      }
      return () => {
        listening = false
      }
    }),
)

export const transactionWatch_v1_unwatch = rpc(
  { subscription: z.string().max(64) },
  ({ subscriptions }, { subscription }) => {
    subscriptions.remove(subscription)
    return null
  },
)

/** The event for a status of the pool; `undefined` for those that the specification has no event for. */
function eventOf(chain: Chain, bytes: Uint8Array, status: ExtrinsicStatus): object | undefined {
  if (status === 'future') return undefined
  if (status === 'ready') return { event: 'validated' }
  if (status === 'invalid') return { event: 'invalid', error: 'Invalid Transaction' }
  if (status === 'dropped')
    return { event: 'dropped', error: 'the chain was reverted to before it was submitted' }
  if ('usurped' in status) return { event: 'invalid', error: `replaced by ${status.usurped}` }
  if ('retracted' in status) return { event: 'bestChainBlockIncluded', block: null }
  if ('inBlock' in status)
    return { event: 'bestChainBlockIncluded', block: placeOf(chain, bytes, status.inBlock) }
  return { event: 'finalized', block: placeOf(chain, bytes, status.finalized) }
}

function placeOf(chain: Chain, bytes: Uint8Array, hash: string) {
  const wanted = hashExtrinsic(bytes)
  const extrinsics = chain.blockByHash(hash)?.extrinsics ?? []
  return { hash, index: extrinsics.findIndex((extrinsic) => hashExtrinsic(extrinsic) === wanted) }
}
