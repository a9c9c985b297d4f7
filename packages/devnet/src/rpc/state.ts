import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { runtimeApis } from '../apis/registry.js'
import type { Block } from '../chain/block.js'
import type { Chain } from '../chain/chain.js'
import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { metadataOf } from '../metadata/metadata.js'
import type { RuntimeImage } from '../schema/version.js'
import { createStateReader } from '../state/state.js'
import { readRoot, type StateRoot } from '../state/store.js'
import { resolveBlock } from './session/blocks.js'
import { clientError, invalidParams } from './session/errors.js'
import { blockRef, hex } from './session/hex.js'
import { rpc } from './session/method.js'
import { callRuntime } from './session/runtime-call.js'
import { versionJson } from './session/runtime-json.js'

const MAX_PAGE = 1000
const keyList = z.array(hex).max(100_000)

const rawKey = (key: string) => key.slice(2)

function readHex(root: StateRoot, key: string): string | null {
  const value = readRoot(root).get(rawKey(key))
  return value ? toHex(value) : null
}

function imageAt(chain: Chain, at: string | undefined): RuntimeImage {
  return chain.imageAt(createStateReader(readRoot(resolveBlock(chain, at).root)))
}

export const state_getMetadata = rpc({ at: blockRef }, ({ chain }, { at }) =>
  toHex(metadataOf(14, runtimeApis, imageAt(chain, at))),
)

export const state_getRuntimeVersion = rpc({ at: blockRef }, ({ chain }, { at }) =>
  versionJson(imageAt(chain, at)),
)

export const state_subscribeRuntimeVersion = rpc({}, ({ chain, subscriptions }) =>
  subscriptions.add('state_runtimeVersion', (push) => {
    let told = chain.image.specVersion
    push(versionJson(chain.image))
    // Upgrades come by edits alone.
    return chain.onRewrite(() => {
      if (chain.image.specVersion === told) return
      told = chain.image.specVersion
      push(versionJson(chain.image))
    })
  }),
)
export const state_unsubscribeRuntimeVersion = rpc({ id: z.string() }, ({ subscriptions }, { id }) =>
  subscriptions.remove(id),
)

export const state_getStorage = rpc({ key: hex, at: blockRef }, ({ chain }, { key, at }) =>
  readHex(resolveBlock(chain, at).root, key),
)

export const state_getStorageHash = rpc({ key: hex, at: blockRef }, ({ chain }, { key, at }) => {
  const value = readRoot(resolveBlock(chain, at).root).get(rawKey(key))
  return value ? toHex(blake2b256(value)) : null
})

export const state_getStorageSize = rpc(
  { key: hex, at: blockRef },
  ({ chain }, { key, at }) => readRoot(resolveBlock(chain, at).root).get(rawKey(key))?.length ?? null,
)

export const state_queryStorageAt = rpc({ keys: keyList, at: blockRef }, ({ chain }, { keys, at }) => {
  const block = resolveBlock(chain, at)
  return [{ block: block.hash, changes: keys.map((key) => [key, readHex(block.root, key)]) }]
})

export const state_queryStorage = rpc(
  { keys: keyList, from: hex, to: blockRef },
  ({ chain }, { keys, from, to }) => {
    const first = resolveBlock(chain, from)
    const last = resolveBlock(chain, to)
    const sets = [{ block: first.hash, changes: keys.map((key) => [key, readHex(first.root, key)]) }]
    for (let number = first.header.number + 1; number <= last.header.number; number++) {
      const block = chain.blockAt(number)
      const changed = block ? keys.filter((key) => block.changes.has(rawKey(key))) : []
      if (!block || changed.length === 0) continue
      sets.push({ block: block.hash, changes: changed.map((key) => [key, readHex(block.root, key)]) })
    }
    return sets
  },
)

export const state_subscribeStorage = rpc({ keys: keyList }, ({ chain, subscriptions }, { keys }) =>
  subscriptions.add('state_storage', (push) => {
    const read = (root: StateRoot, list: readonly string[]) => list.map((key) => [key, readHex(root, key)])
    push({ block: chain.head.hash, changes: read(chain.head.root, keys) })
    const pushChanged = (block: Block, changed: readonly string[]) => {
      if (changed.length > 0) push({ block: block.hash, changes: read(block.root, changed) })
    }
    const stops = [
      chain.onBlock((block) =>
        pushChanged(
          block,
          keys.filter((key) => block.changes.has(rawKey(key))),
        ),
      ),
      chain.onRewrite((head, before) =>
        pushChanged(
          head,
          keys.filter((key) => readHex(head.root, key) !== readHex(before.root, key)),
        ),
      ),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }),
)
export const state_unsubscribeStorage = rpc({ id: z.string() }, ({ subscriptions }, { id }) =>
  subscriptions.remove(id),
)

function keysUnder(root: StateRoot, prefix: string, limit: number, after?: string): string[] {
  const keys: string[] = []
  if (limit === 0) return keys
  for (const [key] of readRoot(root).entries(rawKey(prefix), after && rawKey(after))) {
    keys.push(`0x${key}`)
    if (keys.length >= limit) break
  }
  return keys
}

export const state_getKeysPaged = rpc(
  { prefix: hex.default('0x'), count: z.number().int().min(0), after: hex.optional(), at: blockRef },
  ({ chain }, { prefix, count, after, at }) => {
    if (count > MAX_PAGE)
      throw invalidParams(`count exceeds maximum value. value: ${count}, max: ${MAX_PAGE}`)
    return keysUnder(resolveBlock(chain, at).root, prefix, count, after)
  },
)

export const state_getKeys = rpc({ prefix: hex, at: blockRef }, ({ chain }, { prefix, at }) =>
  keysUnder(resolveBlock(chain, at).root, prefix, Number.POSITIVE_INFINITY),
)

export const state_call = rpc(
  { name: z.string(), data: hex, at: blockRef },
  ({ chain }, { name, data, at }) => {
    const block = resolveBlock(chain, at)
    try {
      return callRuntime(chain, block, name, data)
    } catch (error) {
      throw clientError(reasonOf(error))
    }
  },
)
