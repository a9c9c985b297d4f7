import { Cell } from './cell.js'

import * as tree from './tree.js'

/** Raw storage at one moment; immutable. */
export type StateRoot = tree.Tree<Cell>

/** Raw storage that can be read: keys are lower-case hex without 0x. */
export interface StoreReader {
  get(key: string): Uint8Array | undefined
  /** Entries under a prefix in key order; what is written meanwhile is not seen. */
  entries(prefix: string, after?: string): Iterable<readonly [key: string, value: Uint8Array]>
  /** As `get`, with the memory of how it was read. */
  cell(key: string): Cell | undefined
  /** As `entries`, with the memory of how they were read. */
  cells(prefix: string): Iterable<{ readonly key: string; readonly value: Cell }>
}

/** Raw storage of one root. */
export function readRoot(root: StateRoot): StoreReader {
  return {
    get: (key) => tree.get(root, key)?.bytes,
    *entries(prefix, after) {
      for (const { key, value } of tree.entries(root, prefix, after)) yield [key, value.bytes]
    },
    cell: (key) => tree.get(root, key),
    cells: (prefix) => tree.entries(root, prefix),
  }
}

/**
 * Lookup results in the tree of a root, `null` for nothing: every block reads the same keys. A root that is made from
 * another takes this over and updates it, so that it serves the newest.
 */
const found = new WeakMap<object, Map<string, Cell | null>>()
/** This many answers are kept of a root. */
const MOST_FOUND = 200_000

/** Number of lookup results that are kept of a root. */
export const foundOf = (root: StateRoot): number => (root && found.get(root)?.size) ?? 0

function find(root: StateRoot, key: string): Cell | undefined {
  if (!root) return undefined
  let known = found.get(root)
  if (!known) {
    known = new Map()
    found.set(root, known)
  }
  const before = known.get(key)
  if (before !== undefined) return before ?? undefined
  const cell = tree.get(root, key)
  if (known.size >= MOST_FOUND) known.clear()
  known.set(key, cell ?? null)
  return cell
}

/** Writes that are not in a tree yet; `null` removes. */
type Pending = Map<string, Cell | null>

/** An attempt's writes on top of those of the attempt around it. */
interface Layer {
  readonly outer: Layer | undefined
  /** The tree beneath `pending`; the outer layer's, writes included, while it is not known. */
  root: StateRoot | 'outer'
  readonly pending: Pending
}

/**
 * Raw storage under change. Writes wait in a map, so that a value that changes ten times in a block makes one
 * new path through the tree; a walk or the question for the root puts them there. An attempt has a map of its
 * own, which is dropped when it fails.
 */
export class Store implements StoreReader {
  #layer: Layer
  readonly #origin: StateRoot
  /** Keys that were written, with what the origin has there. */
  readonly #touched = new Map<string, Cell | undefined>()

  constructor(root: StateRoot = undefined) {
    this.#origin = root
    this.#layer = { outer: undefined, root, pending: new Map() }
  }

  get root(): StateRoot {
    return settle(this.#layer)
  }

  /** A store of the same contents and changes, which goes its own way from here. */
  fork(): Store {
    const copy = new Store(this.#origin)
    copy.#layer.root = this.root
    for (const [key, before] of this.#touched) copy.#touched.set(key, before)
    return copy
  }

  get(key: string): Uint8Array | undefined {
    return this.cell(key)?.bytes
  }

  cell(key: string): Cell | undefined {
    for (let layer: Layer | undefined = this.#layer; layer; layer = layer.outer) {
      const written = layer.pending.get(key)
      if (written !== undefined) return written ?? undefined
      if (layer.root !== 'outer') return find(layer.root, key)
    }
    return undefined
  }

  set(key: string, value: Uint8Array): void {
    this.#touch(key)
    this.#layer.pending.set(key, new Cell(value))
  }

  remove(key: string): void {
    this.#touch(key)
    this.#layer.pending.set(key, null)
  }

  #touch(key: string): void {
    if (!this.#touched.has(key)) this.#touched.set(key, this.cell(key))
  }

  entries(prefix: string, after?: string): Iterable<readonly [string, Uint8Array]> {
    return readRoot(this.#rootFor(prefix)).entries(prefix, after)
  }

  cells(prefix: string): Iterable<{ readonly key: string; readonly value: Cell }> {
    return tree.entries(this.#rootFor(prefix), prefix)
  }

  /** A tree with all there is under the prefix: the present one where nothing under it waits. */
  #rootFor(prefix: string): StateRoot {
    for (let layer: Layer | undefined = this.#layer; layer; layer = layer.outer) {
      for (const key of layer.pending.keys()) if (key.startsWith(prefix)) return this.root
      if (layer.root !== 'outer') return layer.root
    }
    return undefined
  }

  /** Runs `attempt`; if it throws, its writes are undone and the error is rethrown. */
  transact<T>(attempt: () => T): T {
    const outer = this.#layer
    const inner: Layer = { outer, root: 'outer', pending: new Map() }
    this.#layer = inner
    try {
      const result = attempt()
      // the tree of an attempt that walked has the outer writes in it
      if (inner.root !== 'outer') outer.root = inner.root
      for (const [key, cell] of inner.pending) outer.pending.set(key, cell)
      return result
    } finally {
      this.#layer = outer
    }
  }

  /** Keys that now differ from `base`, in order, with their new value (`undefined`: removed). */
  changesSince(base: StateRoot): Map<string, Uint8Array | undefined> {
    const changes = new Map<string, Uint8Array | undefined>()
    for (const key of [...this.#touched.keys()].sort()) {
      const before = (base === this.#origin ? this.#touched.get(key) : tree.get(base, key))?.bytes
      const now = this.get(key)
      if (before === now) continue
      if (before && now && Buffer.compare(before, now) === 0) continue
      changes.set(key, now)
    }
    return changes
  }
}

/** Puts the waiting writes of a layer, and of those around it, into trees; gives the layer's. */
function settle(layer: Layer): StateRoot {
  let root = layer.root === 'outer' ? settle(layer.outer as Layer) : layer.root
  if (layer.pending.size > 0) root = write(root, layer.pending)
  layer.pending.clear()
  layer.root = root
  return root
}

/** A tree with these writes in it. */
function write(before: StateRoot, pending: Pending): StateRoot {
  const known = before && found.get(before)
  const replaced: string[] = []
  let root = before
  for (const [key, cell] of pending) {
    if (cell && known?.get(key)) replaced.push(key)
    else root = cell ? tree.set(root, key, cell) : tree.remove(root, key)
    // What was removed need not be looked up again: the keys of old blocks never are.
    if (cell) known?.set(key, cell)
    else known?.delete(key)
  }
  root = tree.replaceAll(root, replaced.sort(), pending as ReadonlyMap<string, Cell>)
  if (before && known) {
    found.delete(before)
    if (root) found.set(root, known)
  }
  return root
}
