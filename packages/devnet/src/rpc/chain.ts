import { z } from 'zod'
import type { Block } from '../chain/block.js'
import { toHex } from '../codec/bytes.js'
import { headerJson } from './session/blocks.js'
import { blockRef } from './session/hex.js'
import { type RpcContext, rpc } from './session/method.js'

const blockNumber = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^(?:0x[0-9a-fA-F]{1,8}|[0-9]{1,10})$/)
        .transform(Number),
    ],
    'expected the number of a block',
  )
  .pipe(z.number().int().min(0).max(0xffff_ffff))

export const chain_getBlockHash = rpc(
  {
    at: z
      .union(
        [blockNumber, z.array(blockNumber.nullable()).max(4096)],
        'expected the number of a block, or a list of up to 4096',
      )
      .optional(),
  },
  ({ chain }, { at }) => {
    const hashOf = (number: number | null) =>
      number === null ? chain.head.hash : (chain.blockAt(number)?.hash ?? null)
    return Array.isArray(at) ? at.map(hashOf) : hashOf(at ?? null)
  },
)

export const chain_getHeader = rpc({ hash: blockRef }, ({ chain }, { hash }) => {
  const block = hash === undefined ? chain.head : chain.blockByHash(hash)
  return block ? headerJson(block.header) : null
})

export const chain_getBlock = rpc({ hash: blockRef }, ({ chain }, { hash }) => {
  const block = hash === undefined ? chain.head : chain.blockByHash(hash)
  if (!block) return null
  return {
    block: { header: headerJson(block.header), extrinsics: block.extrinsics.map(toHex) },
    justifications: null,
  }
})

export const chain_getFinalizedHead = rpc({}, ({ chain }) => chain.finalized.hash)

/** No block competes with another, so new heads and all heads are one stream under two names. */
const subscribeHeads = (notification: string) =>
  rpc({}, ({ chain, subscriptions }: RpcContext) =>
    subscriptions.add(notification, (push) => {
      push(headerJson(chain.head.header))
      const stops = [
        chain.onBlock((block) => push(headerJson(block.header))),
        // A revert shows the head that is returned to, as a reorganisation would.
        chain.onRewrite((head, before) => head.hash !== before.hash && push(headerJson(head.header))),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    }),
  )

const subscribeFinalized = rpc({}, ({ chain, subscriptions }: RpcContext) =>
  subscriptions.add('chain_finalizedHead', (push) => {
    let last = chain.finalized
    push(headerJson(last.header))
    const next = (block: Block) => {
      if (block.hash === last.hash) return
      last = block
      push(headerJson(block.header))
    }
    const stops = [chain.onFinalized(next), chain.onRewrite(() => next(chain.finalized))]
    return () => {
      for (const stop of stops) stop()
    }
  }),
)

const unsubscribe = rpc({ id: z.string() }, ({ subscriptions }, { id }) => subscriptions.remove(id))

export const chain_subscribeNewHeads = subscribeHeads('chain_newHead')
export const chain_unsubscribeNewHeads = unsubscribe
export const chain_subscribeAllHeads = subscribeHeads('chain_allHead')
export const chain_unsubscribeAllHeads = unsubscribe
export const chain_subscribeFinalizedHeads = subscribeFinalized
export const chain_unsubscribeFinalizedHeads = unsubscribe
