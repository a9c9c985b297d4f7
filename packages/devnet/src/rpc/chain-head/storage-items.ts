import { z } from 'zod'
import { toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import type { StateRoot } from '../../state/root.js'
import { readRoot } from '../../state/store.js'
import { hex } from '../session/hex.js'

/** Items of one request; the others are given back as discarded, or refused. */
export const MAX_ITEMS = 1024

export const storageQuery = z.object({
  key: hex,
  type: z.enum(['value', 'hash', 'closestDescendantMerkleValue', 'descendantsValues', 'descendantsHashes']),
  paginationStartKey: hex.nullish(),
})

/** One item of `chainHead_v1_storage` or `archive_v1_storage`. */
export type StorageQuery = z.output<typeof storageQuery>

/** Entry found for a query of storage. */
export interface StorageItem {
  readonly key: string
  readonly value?: string
  readonly hash?: string
  readonly closestDescendantMerkleValue?: string
}

const hashOf = (value: Uint8Array): string => toHex(blake2b256(value))

/** Finds what is asked, one after the other; of absent keys nothing. */
export function* readItems(root: StateRoot, queries: readonly StorageQuery[]): Generator<StorageItem> {
  const digests = new Map<string, string | undefined>()
  const digestOf = (key: string) => {
    if (!digests.has(key)) digests.set(key, digestUnder(root, key))
    return digests.get(key)
  }
  for (const query of queries) yield* readItem(root, query, digestOf)
}

function* readItem(
  root: StateRoot,
  query: StorageQuery,
  digestOf: (key: string) => string | undefined,
): Generator<StorageItem> {
  const { key, type, paginationStartKey } = query
  const reader = readRoot(root)
  if (type === 'value' || type === 'hash') {
    const value = reader.get(key.slice(2))
    if (value) yield type === 'value' ? { key, value: toHex(value) } : { key, hash: hashOf(value) }
  } else if (type === 'closestDescendantMerkleValue') {
    const digest = digestOf(key)
    if (digest !== undefined) yield { key, closestDescendantMerkleValue: digest }
  } else {
    for (const [found, value] of reader.entries(key.slice(2), paginationStartKey?.slice(2))) {
      const at = `0x${found}`
      yield type === 'descendantsValues' ? { key: at, value: toHex(value) } : { key: at, hash: hashOf(value) }
    }
  }
}

/**
 * Stands for a node of the trie, which this chain has not: a digest that changes exactly when an entry under the key does. Clients
 * compare it from block to block.
 */
function digestUnder(root: StateRoot, key: string): string | undefined {
  const parts: Uint8Array[] = []
  for (const [found, value] of readRoot(root).entries(key.slice(2))) {
    parts.push(blake2b256(Buffer.from(found, 'hex')), blake2b256(value))
  }
  return parts.length === 0 ? undefined : hashOf(Buffer.concat(parts))
}
