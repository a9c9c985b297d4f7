import { Cell } from './cell.js'
import type { StorageKey } from './keys.js'
import * as tree from './tree.js'
import { PresentCells, type StateRoot } from './view.js'

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

/** Writes that are not in a tree yet; `null` removes. */
type Pending = Map<string, Cell | null>

/** Keys of a map, in order. */
type Ordered = ReadonlyMap<string, unknown>

/** Value of a key before a write. */
type Undo = readonly [key: string, before: Cell | null]

/**
 * Raw storage under change. Writes wait in a map, so that a value that changes ten times in a block makes one
 * new path through the tree; a walk or the question for the root puts them there. What an attempt overwrites is
 * noted, and put back when it fails. To write what is there is no change.
 */
export class Store implements StoreReader {
  readonly #origin: StateRoot
  /** The tree beneath the waiting writes. */
  #root: StateRoot
  readonly #pending: Pending = new Map()
  /** Those of the waiting keys that the tree does not have. */
  readonly #added = new Set<string>()
  readonly #present: PresentCells
  /** Keys that were written, with what the origin has there. */
  readonly #touched = new Map<string, Cell | undefined>()
  readonly #journal: Undo[] = []
  /** Attempts under way, one within the other. */
  #attempts = 0
  #likely: Ordered

  /** `likely` are keys that this store will probably write, such as those of the block before: it only saves sorting. */
  constructor(root: StateRoot = undefined, likely: Ordered = new Map()) {
    this.#origin = root
    this.#root = root
    this.#present = new PresentCells(root)
    this.#likely = likely
  }

  /** The tree with all writes in it. */
  get root(): StateRoot {
    if (this.#pending.size > 0) this.#settle()
    return this.#root
  }

  #settle(): void {
    const replaced: string[] = []
    const gone: string[] = []
    let root = this.#root
    for (const key of sortedKeys(this.#pending, this.#likely)) {
      const cell = this.#pending.get(key)
      if (!cell) gone.push(key)
      if (!this.#added.has(key) && cell) replaced.push(key)
      else root = cell ? tree.set(root, key, cell) : tree.remove(root, key)
    }
    this.#root = tree.replaceAll(root, replaced, this.#pending as ReadonlyMap<string, Cell>)
    this.#present.settle(this.#root, gone)
    this.#pending.clear()
    this.#added.clear()
  }

  get(key: string): Uint8Array | undefined {
    return this.cell(key)?.bytes
  }

  cell(key: string): Cell | undefined {
    const present = this.#present.get(key)
    return (present === undefined ? this.#lookUp(key) : present) ?? undefined
  }

  cellOf(key: StorageKey): Cell | undefined {
    if (key.stamp !== this.#present.stamp) this.#see(key, this.cell(key.text))
    return key.seen ?? undefined
  }

  #see(key: StorageKey, cell: Cell | undefined): void {
    key.seen = cell ?? null
    key.stamp = this.#present.stamp
  }

  #lookUp(key: string): Cell | null {
    const written = this.#pending.get(key)
    const cell = written === undefined ? (tree.get(this.#root, key) ?? null) : written
    this.#present.note(key, cell)
    return cell
  }

  set(key: string, value: Uint8Array): void {
    const before = this.cell(key)
    if (before && sameBytes(before.bytes, value)) return
    this.#put(key, new Cell(value), before)
    this.#present.renewStamp()
  }

  remove(key: string): void {
    const before = this.cell(key)
    if (!before) return
    this.#put(key, null, before)
    this.#present.renewStamp()
  }

  /** As `set` or `remove`, and the key remembers it. */
  write(key: StorageKey, value: Uint8Array | null): void {
    const before = this.cellOf(key)
    if (before && value ? sameBytes(before.bytes, value) : !before && !value) return
    const cell = value && new Cell(value)
    this.#put(key.text, cell, before)
    this.#see(key, cell ?? undefined)
  }

  #put(key: string, cell: Cell | null, before: Cell | undefined): void {
    if (!this.#touched.has(key)) this.#touched.set(key, before)
    if (this.#attempts > 0) this.#journal.push([key, before ?? null])
    this.#write(key, cell, before)
  }

  #write(key: string, cell: Cell | null, before: Cell | undefined): void {
    if (!before && !this.#pending.has(key)) this.#added.add(key)
    this.#pending.set(key, cell)
    this.#present.write(key, cell)
  }

  entries(prefix: string, after?: string): Iterable<readonly [string, Uint8Array]> {
    return readRoot(this.#rootFor(prefix)).entries(prefix, after)
  }

  cells(prefix: string): Iterable<{ readonly key: string; readonly value: Cell }> {
    return tree.entries(this.#rootFor(prefix), prefix)
  }

  /** A tree with all there is under the prefix: the present one where nothing under it waits. */
  #rootFor(prefix: string): StateRoot {
    for (const key of this.#pending.keys()) if (key.startsWith(prefix)) return this.root
    return this.#root
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
    while (this.#journal.length > start) {
      const [key, before] = this.#journal.pop() as Undo
      this.#write(key, before, this.cell(key))
    }
    this.#present.renewStamp()
  }

  /** Keys that now differ from `base`, in order, with their new value (`undefined`: removed). */
  changesSince(base: StateRoot): Map<string, Uint8Array | undefined> {
    const changes = new Map<string, Uint8Array | undefined>()
    for (const key of sortedKeys(this.#touched, this.#likely)) {
      const before = base === this.#origin ? this.#touched.get(key) : tree.get(base, key)
      const now = this.cell(key)
      if (!sameCells(before, now)) changes.set(key, now?.bytes)
    }
    this.#likely = changes
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
