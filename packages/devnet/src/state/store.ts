import { Cell } from './cell.js'
import { PREFIX_DIGITS, type StorageKey } from './keys.js'
import type { StateRoot } from './root.js'
import { StoreStamp } from './stamp.js'
import * as tree from './tree.js'

/** Raw storage that can be read: keys are lower-case hex without 0x. */
export interface StoreReader {
  get(key: string): Uint8Array | undefined
  /** Entries under a prefix in key order; what is written meanwhile is not seen. */
  entries(prefix: string, after?: string): Iterable<readonly [key: string, value: Uint8Array]>
  /** As `get`, with the memory of how it was read. */
  cell(key: string): Cell | undefined
  /** As `entries`, with the memory of how they were read. */
  cells(prefix: string): Iterable<{ readonly key: string; readonly value: Cell }>
  /** As `cell`, remembered by the key where it can be. */
  cellOf(key: StorageKey): Cell | undefined
}

/** Raw storage of one root. */
export function readRoot(root: StateRoot): StoreReader {
  return {
    get: (key) => tree.get(root, key)?.bytes,
    *entries(prefix, after) {
      for (const { key, value } of tree.entries(root, prefix, after)) yield [key, value.bytes]
    },
    cell: (key) => tree.get(root, key),
    cellOf: ({ text }) => tree.get(root, text),
    cells: (prefix) => tree.entries(root, prefix),
  }
}

/** Keys of a map, in order. */
type Ordered = ReadonlyMap<string, unknown>

/** A key that was written, with its present value; `null` removes. */
interface Write {
  readonly key: string
  /** Prefix of all keys of its item. */
  readonly item: string
  value: Cell | null
  /** Value in the tree that the store began with. */
  readonly origin: Cell | undefined
  /** True once the tree beneath has the key. */
  isInTree: boolean
  /** True while the value is not in the tree beneath. */
  waits: boolean
}

/** Value of a key before a write. */
type Undo = readonly [write: Write, before: Cell | null]

/**
 * Raw storage under change. Writes wait, so that a value that changes ten times in a block makes one new path through the tree; a
 * walk or the question for the root puts them there. What an attempt overwrites is noted, and put back when it fails. To write what
 * is there is no change.
 */
export class Store implements StoreReader {
  readonly #origin: StateRoot
  /** The tree beneath the waiting writes. */
  #root: StateRoot
  readonly #writes = new Map<string, Write>()
  #waiting: Write[] = []
  /** Items with waiting writes. */
  readonly #waitingItems = new Set<string>()
  /** Keys of all writes in order, until there is another one. */
  #ordered: readonly string[] | undefined
  readonly #stamp: StoreStamp
  readonly #journal: Undo[] = []
  /** Attempts under way, one within the other. */
  #attempts = 0
  readonly #likely: Ordered

  /** `likely` are keys that this store will probably write, such as those of the block before: it only saves sorting. */
  constructor(root: StateRoot = undefined, likely: Ordered = new Map()) {
    this.#origin = root
    this.#root = root
    this.#stamp = new StoreStamp(root)
    this.#likely = likely
  }

  /** The tree with all writes in it. */
  get root(): StateRoot {
    if (this.#waiting.length > 0) this.#settle()
    return this.#root
  }

  #settle(): void {
    const replaced: { key: string; value: Cell }[] = []
    let root = this.#root
    for (const key of this.#ordered ?? this.#waiting.map((write) => write.key).sort()) {
      const write = this.#writes.get(key) as Write
      if (!write.waits) continue
      const { value, isInTree } = write
      if (value && isInTree) replaced.push({ key, value })
      else if (value) root = tree.set(root, key, value)
      else if (isInTree) root = tree.remove(root, key)
      write.isInTree = value !== null
      write.waits = false
    }
    this.#waiting = []
    this.#waitingItems.clear()
    this.#root = tree.replaceAll(root, replaced)
    this.#stamp.settle(this.#root)
  }

  get(key: string): Uint8Array | undefined {
    return this.cell(key)?.bytes
  }

  cell(key: string): Cell | undefined {
    const write = this.#writes.get(key)
    return write ? (write.value ?? undefined) : tree.get(this.#root, key)
  }

  cellOf(key: StorageKey): Cell | undefined {
    const stamp = this.#stamp.current
    if (key.stamp !== stamp) {
      key.seen = this.cell(key.text) ?? null
      key.stamp = stamp
    }
    return key.seen ?? undefined
  }

  set(key: string, value: Uint8Array): void {
    const before = this.cell(key)
    if (before && sameBytes(before.bytes, value)) return
    this.#put(key, key.slice(0, PREFIX_DIGITS), new Cell(value), before)
    this.#stamp.renew()
  }

  remove(key: string): void {
    const before = this.cell(key)
    if (!before) return
    this.#put(key, key.slice(0, PREFIX_DIGITS), null, before)
    this.#stamp.renew()
  }

  /** As `set` or `remove`, and the key remembers it. */
  write(key: StorageKey, value: Uint8Array | null): void {
    const before = this.cellOf(key)
    if (before && value ? sameBytes(before.bytes, value) : !before && !value) return
    const cell = value && new Cell(value)
    this.#put(key.text, key.item, cell, before)
    key.seen = cell
    key.stamp = this.#stamp.current
  }

  #put(key: string, item: string, cell: Cell | null, before: Cell | undefined): void {
    this.#stamp.take()
    let write = this.#writes.get(key)
    if (!write) {
      write = { key, item, value: cell, origin: before, isInTree: before !== undefined, waits: false }
      this.#writes.set(key, write)
      this.#ordered = undefined
    }
    if (this.#attempts > 0) this.#journal.push([write, before ?? null])
    this.#change(write, cell)
  }

  #change(write: Write, cell: Cell | null): void {
    write.value = cell
    if (write.waits) return
    write.waits = true
    this.#waiting.push(write)
    this.#waitingItems.add(write.item)
  }

  entries(prefix: string, after?: string): Iterable<readonly [string, Uint8Array]> {
    return readRoot(this.#rootFor(prefix)).entries(prefix, after)
  }

  cells(prefix: string): Iterable<{ readonly key: string; readonly value: Cell }> {
    return tree.entries(this.#rootFor(prefix), prefix)
  }

  /** A tree with all there is under the prefix: the present one where nothing under it waits. */
  #rootFor(prefix: string): StateRoot {
    const mayWait = prefix.length < PREFIX_DIGITS || this.#waitingItems.has(prefix.slice(0, PREFIX_DIGITS))
    return mayWait && this.#waiting.some(({ key }) => key.startsWith(prefix)) ? this.root : this.#root
  }

  /** Runs `attempt`; if it throws, its writes are undone and the error is rethrown. */
  transact<T>(attempt: () => T): T {
    const start = this.#journal.length
    this.#attempts++
    try {
      return attempt()
    } catch (error) {
      this.#undo(start)
      throw error
    } finally {
      if (--this.#attempts === 0) this.#journal.length = 0
    }
  }

  #undo(start: number): void {
    if (this.#journal.length === start) return
    while (this.#journal.length > start) {
      const [write, before] = this.#journal.pop() as Undo
      this.#change(write, before)
    }
    this.#stamp.renew()
  }

  /** Keys that now differ from `base`, in order, with their new value (`undefined`: removed). */
  changesSince(base: StateRoot): Map<string, Uint8Array | undefined> {
    const changes = new Map<string, Uint8Array | undefined>()
    this.#ordered ??= sortedKeys(this.#writes, this.#likely)
    for (const key of this.#ordered) {
      const { value, origin } = this.#writes.get(key) as Write
      const before = base === this.#origin ? origin : tree.get(base, key)
      const now = value ?? undefined
      if (!sameCells(before, now)) changes.set(key, now?.bytes)
    }
    return changes
  }
}

/** Keys in order; they need one pass where most of them are `likely`. */
function sortedKeys(of: ReadonlyMap<string, unknown>, likely: Ordered): string[] {
  const keys: string[] = []
  for (const key of likely.keys()) if (of.has(key)) keys.push(key)
  if (keys.length < of.size) for (const key of of.keys()) if (!likely.has(key)) keys.push(key)
  return keys.sort()
}

const sameCells = (a: Cell | undefined, b: Cell | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && sameBytes(a.bytes, b.bytes))

/** A call out of JavaScript costs more than to compare a number. */
const SHORT = 32

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  if (a.length > SHORT) return Buffer.compare(a, b) === 0
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
