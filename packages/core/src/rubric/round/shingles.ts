import { mix } from './mix.js'

/** Characters of texts whose shingles are remembered: several parts look at one answer, and all miners answer one question. */
const mostRemembered = 262_144
const remembered = new Map<string, Uint32Array>()
let characters = 0

/** Returns the hashes of the different shingles of a text, `length` UTF-16 units each; a shorter text is a shingle itself. */
export function shinglesOf(text: string, length: number): Uint32Array {
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

/** Returns how many hashes are among those of other lists. */
export function countShared(hashes: Uint32Array, others: readonly Uint32Array[]): number {
  clear(others.reduce((sum, { length }) => sum + length, 0))
  for (const other of others) for (let at = 0; at < other.length; at += 1) add(other[at]!)
  let shared = 0
  for (let at = 0; at < hashes.length; at += 1) if (has(hashes[at]!)) shared += 1
  return shared
}

function hashShingles(text: string, length: number): Uint32Array {
  const most = Math.max(1, text.length - length + 1)
  clear(most)
  for (let at = 0; at < text.length; at += 1) codes[at] = text.charCodeAt(at)
  for (let start = 0; start < most; start += 1) {
    let hash = 0x81_1c_9d_c5
    const end = Math.min(text.length, start + length)
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ codes[at]!, 0x01_00_01_93)
    add(mix(hash))
  }
  return found.slice(0, size)
}

// One set of hashes for all texts, which are looked at one after the other: a set of its own for each would leave much to collect.
let capacity = 0
let [codes, found] = [new Uint16Array(0), new Uint32Array(0)]
/** Twice as many slots as hashes, and the turn in which each was filled. */
let [slots, turns] = [new Uint32Array(0), new Uint32Array(0)]
let [mask, turn, size] = [0, 0, 0]

/** Begins a set of at most so many hashes. */
function clear(most: number): void {
  if (most > capacity) {
    capacity = 2 ** Math.ceil(Math.log2(Math.max(most, 1_024)))
    ;[codes, found] = [new Uint16Array(capacity + 64), new Uint32Array(capacity)]
    ;[slots, turns] = [new Uint32Array(2 * capacity), new Uint32Array(2 * capacity)]
    mask = 2 * capacity - 1
    turn = 0
  }
  if (turn === 0xff_ff_ff_ff) {
    turns.fill(0)
    turn = 0
  }
  turn += 1
  size = 0
}

/** Of this process: a text whose hashes meet in few slots takes seconds, and no miner can write one without it. */
const secret = crypto.getRandomValues(new Uint32Array(1))[0]!

/** Number whose low bits are the slot at which the search for a hash begins. */
export const slotBefore = (hash: number, secret: number): number => mix(hash ^ secret)

/** Slot of a hash, or the free one where it belongs. */
function slotOf(hash: number): number {
  let slot = slotBefore(hash, secret) & mask
  while (turns[slot] === turn && slots[slot] !== hash) slot = (slot + 1) & mask
  return slot
}

function add(hash: number): void {
  const slot = slotOf(hash)
  if (turns[slot] === turn) return
  slots[slot] = hash
  turns[slot] = turn
  found[size] = hash
  size += 1
}

const has = (hash: number): boolean => turns[slotOf(hash)] === turn
