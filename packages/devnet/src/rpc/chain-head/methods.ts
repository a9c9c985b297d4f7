import { z } from 'zod'
import { headerCodec } from '../../chain/header.js'
import { toHex } from '../../codec/bytes.js'
import { hex } from '../session/hex.js'
import { type RpcContext, rpc } from '../session/method.js'
import { callRuntime } from '../session/runtime-call.js'
import { tooManyFollows, withoutRuntime } from './errors.js'
import { Follow } from './follow.js'
import type { Started } from './operations.js'
import { MAX_ITEMS, readItems, storageQuery } from './storage-items.js'

/** As many of one connection as a node admits. */
const MAX_FOLLOWS = 4
const LIMIT_REACHED: Started = { result: 'limitReached' }

const followSubscription = z.string().max(64)
const operationId = z.string().max(64)

export const chainHead_v1_follow = rpc(
  { withRuntime: z.boolean() },
  ({ chain, subscriptions, follows }: RpcContext, { withRuntime }) => {
    if (follows.size >= MAX_FOLLOWS) throw tooManyFollows(MAX_FOLLOWS)
    const started: { id?: string; follow?: Follow } = {}
    const onStop = (pinned: readonly string[]) => {
      // Those of others that were stopped by the same revert stay known.
      follows.known = new Set([...(follows.size > 1 ? follows.known : []), ...pinned])
      if (started.id !== undefined) subscriptions.remove(started.id)
    }
    const { known, pace } = follows
    const id = subscriptions.add('chainHead_v1_followEvent', (push) => {
      const follow = new Follow({ chain, withRuntime, push, known, pace, onStop })
      started.follow = follow
      return () => {
        follow.close()
        if (started.id !== undefined) follows.delete(started.id)
      }
    })
    started.id = id
    if (started.follow) follows.set(id, started.follow)
    return id
  },
)

export const chainHead_v1_unfollow = rpc({ followSubscription }, ({ subscriptions, follows }, params) => {
  if (follows.has(params.followSubscription)) subscriptions.remove(params.followSubscription)
  return null
})

export const chainHead_v1_header = rpc({ followSubscription, hash: hex }, ({ follows }, params) => {
  const block = follows.get(params.followSubscription)?.block(params.hash)
  return block ? toHex(headerCodec.enc(block.header)) : null
})

export const chainHead_v1_body = rpc({ followSubscription, hash: hex }, ({ follows }, params) => {
  const follow = follows.get(params.followSubscription)
  if (!follow) return LIMIT_REACHED
  const { extrinsics } = follow.block(params.hash)
  return follow.operations.run('operationBodyDone', () => ({ value: extrinsics.map(toHex) }))
})

export const chainHead_v1_call = rpc(
  { followSubscription, hash: hex, function: z.string().max(256), callParameters: hex },
  ({ chain, follows }, { followSubscription: id, hash, function: name, callParameters }) => {
    const follow = follows.get(id)
    if (!follow) return LIMIT_REACHED
    const block = follow.block(hash)
    if (!follow.withRuntime) throw withoutRuntime()
    return follow.operations.run('operationCallDone', () => ({
      output: callRuntime(chain, block, name, callParameters),
    }))
  },
)

export const chainHead_v1_storage = rpc(
  { followSubscription, hash: hex, items: z.array(storageQuery), childTrie: hex.optional() },
  ({ follows }, { followSubscription: id, hash, items, childTrie }) => {
    const follow = follows.get(id)
    if (!follow) return LIMIT_REACHED
    const { root } = follow.block(hash)
    // This chain has no child tries, so nothing is in them.
    const wanted = childTrie === undefined ? items.slice(0, MAX_ITEMS) : []
    const started = follow.operations.list(readItems(root, wanted))
    if (started.result === 'limitReached') return started
    return { ...started, discardedItems: Math.max(0, items.length - MAX_ITEMS) }
  },
)

export const chainHead_v1_continue = rpc({ followSubscription, operationId }, ({ follows }, params) => {
  follows.get(params.followSubscription)?.operations.continue(params.operationId)
  return null
})

export const chainHead_v1_stopOperation = rpc({ followSubscription, operationId }, ({ follows }, params) => {
  follows.get(params.followSubscription)?.operations.stop(params.operationId)
  return null
})

export const chainHead_v1_unpin = rpc(
  { followSubscription, hashOrHashes: z.union([hex, z.array(hex)], 'expected a hash or a list of hashes') },
  ({ follows }, params) => {
    follows.get(params.followSubscription)?.unpin([params.hashOrHashes].flat())
    return null
  },
)
