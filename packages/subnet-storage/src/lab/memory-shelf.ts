import { blockBytes, hashObject, rangeBytes, tagBytes } from '@subnetkit/possession'
import type { Shelf, ShelvedObject } from '../shelf.js'
import { bytesOf } from './received.js'

/** Objects of a miner in memory, as they were given, by owner and name. */
export interface MemoryShelf extends Shelf {
  /** Bytes of all objects and tags. */
  held(): number
}

/** A shelf for plays of many rounds. Refuses what exceeds its room. */
export function createMemoryShelf(room = Number.POSITIVE_INFINITY): MemoryShelf {
  const objects = new Map<string, { readonly bytes: number; readonly object: ShelvedObject }>()
  const held = () => [...objects.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    held,
    async put(owner, object, _size, bytes, tags) {
      const [content, authentication] = [await bytes.bytes(), await tags.bytes()]
      if (held() + content.length + authentication.length > room) return false
      const { blocks } = await hashObject([content])
      objects.set(`${owner}/${object}`, {
        bytes: content.length + authentication.length,
        object: shelved(content, authentication, blocks),
      })
      return true
    },
    get: async (owner, object) => objects.get(`${owner}/${object}`)?.object,
    drop: async (owner, object) => objects.delete(`${owner}/${object}`),
    free: async () => room - held(),
  }
}

function shelved(content: Uint8Array, tags: Uint8Array, blocks: readonly Uint8Array[]): ShelvedObject {
  const size = content.length
  return {
    size,
    blocks,
    readBlock: async (block) => content.subarray(block * blockBytes, (block + 1) * blockBytes),
    readTag: async (leaf) => tags.subarray(leaf * tagBytes, (leaf + 1) * tagBytes),
    range: (range) => {
      const start = range.first * blockBytes
      return bytesOf(content.subarray(start, start + rangeBytes(size, range)))
    },
  }
}
