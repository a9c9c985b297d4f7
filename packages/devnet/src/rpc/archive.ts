import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import type { Chain } from '../chain/chain.js'
import { headerCodec } from '../chain/header.js'
import { toHex } from '../codec/bytes.js'
import { MAX_ITEMS, readItems, storageQuery } from './chain-head/storage-items.js'
import { hex } from './session/hex.js'
import { rpc } from './session/method.js'
import { callRuntime } from './session/runtime-call.js'
import { diffOf, diffQuery } from './session/storage-diff.js'
import type { Subscriptions } from './session/subscriptions.js'

/** Characters that one listing may send; a longer one ends with an error, and goes on from a key. */
const MAX_CHARACTERS = 15 * 1024 * 1024

export const archive_v1_genesisHash = rpc({}, ({ chain }) => chain.genesis.hash)

export const archive_v1_finalizedHeight = rpc({}, ({ chain }) => chain.finalized.header.number)

export const archive_v1_hashByHeight = rpc(
  { height: z.number().int().min(0).max(0xffff_ffff) },
  ({ chain }, { height }) => {
    const block = chain.blockAt(height)
    return block ? [block.hash] : []
  },
)

export const archive_v1_header = rpc({ hash: hex }, ({ chain }, { hash }) => {
  const block = chain.blockByHash(hash)
  return block ? toHex(headerCodec.enc(block.header)) : null
})

export const archive_v1_body = rpc(
  { hash: hex },
  ({ chain }, { hash }) => chain.blockByHash(hash)?.extrinsics.map(toHex) ?? null,
)

export const archive_v1_call = rpc(
  { hash: hex, function: z.string().max(256), callParameters: hex },
  ({ chain }, { hash, function: name, callParameters }) => {
    const block = chain.blockByHash(hash)
    if (!block) return null
    try {
      return { success: true, value: callRuntime(chain, block, name, callParameters) }
    } catch (error) {
      return { success: false, error: reasonOf(error) }
    }
  },
)

export const archive_v1_storage = rpc(
  { hash: hex, items: z.array(storageQuery).max(MAX_ITEMS), childTrie: hex.optional() },
  ({ chain, subscriptions }, { hash, items, childTrie }) =>
    sendAll(subscriptions, 'storage', () =>
      // This chain has no child tries, so nothing is in them.
      readItems(blockOf(chain, hash).root, childTrie === undefined ? items : []),
    ),
)

export const archive_v1_storageDiff = rpc(
  { hash: hex, items: z.array(diffQuery).max(MAX_ITEMS).optional(), previousHash: hex.optional() },
  ({ chain, subscriptions }, { hash, items, previousHash }) =>
    sendAll(subscriptions, 'storageDiff', () => {
      const block = blockOf(chain, hash)
      const before = blockOf(chain, previousHash ?? block.header.parentHash)
      if (before.header.number >= block.header.number) throw new Error('previousHash is no ancestor of hash')
      // What was edited after a block belongs to the next one.
      return diffOf(before.sealed, block.sealed, items ?? [{ key: '0x', returnType: 'value' }])
    }),
)

/** Ends a listing. All that it sends goes out at once, so this only takes back its place. */
const stop = rpc({ subscription: z.string().max(64) }, ({ subscriptions }, { subscription }) => {
  subscriptions.remove(subscription)
  return null
})
export const archive_v1_stopStorage = stop
export const archive_v1_stopStorageDiff = stop

function blockOf(chain: Chain, hash: string) {
  const block = chain.blockByHash(hash)
  if (!block) throw new Error(`this devnet has no block ${hash}`)
  return block
}

/** Sends each item as an event of this name, then the one that ends it, and gives the place back. */
function sendAll(
  subscriptions: Subscriptions,
  event: 'storage' | 'storageDiff',
  list: () => Iterable<{ readonly key: string; readonly value?: string }>,
): string {
  const id = subscriptions.add(`archive_v1_${event}Event`, (push) => {
    try {
      let characters = 0
      for (const item of list()) {
        characters += item.key.length + (item.value?.length ?? 0)
        if (characters > MAX_CHARACTERS) {
          throw new Error(`more than ${MAX_CHARACTERS} characters: ask for less, or for pages from a key`)
        }
        push({ event, ...item })
      }
      push({ event: `${event}Done` })
    } catch (error) {
      push({ event: `${event}Error`, error: reasonOf(error) })
    }
    return () => {}
  })
  subscriptions.remove(id)
  return id
}
