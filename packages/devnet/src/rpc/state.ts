import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { runtimeApis } from '../apis/registry.js'
import type { Block } from '../chain/block.js'
import type { Chain } from '../chain/chain.js'
import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { metadataOf } from '../metadata/metadata.js'
import type { RuntimeImage } from '../schema/version.js'
import type { StateRoot } from '../state/root.js'
import { createStateReader } from '../state/state.js'
import { readRoot } from '../state/store.js'
import { createAllowance } from './session/allowance.js'
import { resolveBlock, runtimeBlock } from './session/blocks.js'
import { clientError, invalidParams } from './session/errors.js'
import { blockRef, hex } from './session/hex.js'
import { MAX_RESPONSE } from './session/message.js'
import { rpc } from './session/method.js'
import { callRuntime } from './session/runtime-call.js'
import { versionJson } from './session/runtime-json.js'

const MAX_PAGE = 1000
/** Keys, each once: as in a node, a value is given only where it differs from the one before. */
const keyList = z
  .array(hex)
  .max(100_000)
  .transform((keys) => [...new Set(keys)])

const rawKey = (key: string) => key.slice(2)

function readHex(root: StateRoot, key: string): string | null {
  const value = readRoot(root).get(rawKey(key))
  return value ? toHex(value) : null
}

function imageAt(chain: Chain, at: string | undefined): RuntimeImage {
  return chain.imageAt(createStateReader(readRoot(runtimeBlock(chain, at).root)))
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

/** The values of keys at a block, as long as an answer can hold them. */
function createReader() {
  const spend = createAllowance(MAX_RESPONSE)
  return ({ hash, root }: Block, keys: readonly string[]) => {
    const changes = keys.map((key) => {
      const value = readRoot(root).get(rawKey(key))
      spend(key.length + 2 * (value?.length ?? 0))
      return [key, value ? toHex(value) : null]
    })
    return { block: hash, changes }
  }
}

export const state_queryStorageAt = rpc({ keys: keyList, at: blockRef }, ({ chain }, { keys, at }) => [
  createReader()(resolveBlock(chain, at), keys),
])

export const state_queryStorage = rpc(
  { keys: keyList, from: hex, to: blockRef },
  ({ chain }, { keys, from, to }) => {
    const first = resolveBlock(chain, from)
    const last = resolveBlock(chain, to)
    const read = createReader()
    const sets = [read(first, keys)]
    const changedIn = changesAmong(keys)
    for (let number = first.header.number + 1; number <= last.header.number; number++) {
      const block = chain.blockAt(number)
      const changed = block ? changedIn(block) : []
      if (block && changed.length > 0) sets.push(read(block, changed))
    }
    return sets
  },
)

/** Finds the keys that a block has changed, in the order of the keys. A block changes few of many. */
function changesAmong(keys: readonly string[]): (block: Block) => string[] {
  const places = new Map(keys.map((key, place) => [rawKey(key), place]))
  return ({ changes }) =>
    [...changes.keys()]
      .flatMap((key) => places.get(key) ?? [])
      .sort((a, b) => a - b)
      .map((place) => keys[place]!)
}

export const state_subscribeStorage = rpc({ keys: keyList }, ({ chain, subscriptions }, { keys }) =>
  subscriptions.add(
    'state_storage',
    (push) => {
      const read = ({ hash, root }: Block, list: readonly string[]) => ({
        block: hash,
        changes: list.map((key) => [key, readHex(root, key)]),
      })
      push(createReader()(chain.head, keys))
      const pushChanged = (block: Block, changed: readonly string[]) => {
        if (changed.length > 0) push(read(block, changed))
      }
      const changedIn = changesAmong(keys)
      const stops = [
        chain.onBlock((block) => pushChanged(block, changedIn(block))),
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
    },
    keys,
  ),
)
export const state_unsubscribeStorage = rpc({ id: z.string() }, ({ subscriptions }, { id }) =>
  subscriptions.remove(id),
)

function keysUnder(root: StateRoot, prefix: string, limit: number, after?: string): string[] {
  const keys: string[] = []
  if (limit === 0) return keys
  const spend = createAllowance(MAX_RESPONSE)
  for (const [key] of readRoot(root).entries(rawKey(prefix), after && rawKey(after))) {
    spend(key.length)
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

/** Functions that the runtime alone answers, whatever the state. */
const OF_RUNTIME = /^(?:Core_version$|Metadata_)/

export const state_call = rpc(
  { name: z.string(), data: hex, at: blockRef },
  ({ chain }, { name, data, at }) => {
    const block = OF_RUNTIME.test(name) ? runtimeBlock(chain, at) : resolveBlock(chain, at)
    try {
      return callRuntime(chain, block, name, data)
    } catch (error) {
      throw clientError(reasonOf(error))
    }
  },
)
