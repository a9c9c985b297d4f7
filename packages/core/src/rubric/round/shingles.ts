import { mix } from './mix.js'

/** Different shingles of a text, by their hashes. */
export interface Shingles {
  /** Each once. */
  readonly hashes: Uint32Array
  has(hash: number): boolean
}

/** Characters of texts whose shingles are remembered: several parts look at one answer, and all miners answer one question. */
const mostRemembered = 262_144
const remembered = new Map<string, Shingles>()
let characters = 0

/** Hashes of the different shingles of a text, `length` UTF-16 units each; a shorter text is a shingle itself. */
export function shinglesOf(text: string, length: number): Shingles {
  const key = `${length} ${text}`
  const known = remembered.get(key)
  if (known) return known
  const shingles = hashShingles(text, length)
  remembered.set(key, shingles)
  characters += key.length
  for (const oldest of remembered.keys()) {
    if (characters <= mostRemembered) break
    remembered.delete(oldest)
    characters -= oldest.length
  }
  return shingles
}

function hashShingles(text: string, length: number): Shingles {
  const most = Math.max(1, text.length - length + 1)
  const found = createHashes(most)
  for (let start = 0; start < most; start += 1) {
    let hash = 0x81_1c_9d_c5
    const end = Math.min(text.length, start + length)
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93)
    found.add(mix(hash))
  }
  return { hashes: found.all(), has: found.has }
}

/** A set of 32-bit hashes in typed arrays: half as much time as a `Set`, which keeps numbers above 2^31 as objects. */
function createHashes(most: number) {
  // Twice as many slots as hashes; a slot has the place of its hash, from 1.
  const mask = 2 ** Math.ceil(Math.log2(2 * most)) - 1
  const slots = new Uint32Array(mask + 1)
  const hashes = new Uint32Array(most)
  let size = 0
  /** Slot of a hash, or the free one where it belongs. */
  const find = (hash: number): number => {
    let slot = hash & mask
    while (slots[slot] !== 0 && hashes[slots[slot]! - 1] !== hash) slot = (slot + 1) & mask
    return slot
  }
  return {
    add(hash: number): void {
      const slot = find(hash)
      if (slots[slot] !== 0) return
      hashes[size] = hash
      size += 1
      slots[slot] = size
    },
    has: (hash: number) => slots[find(hash)] !== 0,
    all: () => hashes.subarray(0, size),
  }
}
