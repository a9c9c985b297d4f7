import * as tree from './tree.js'

/** Raw storage at one moment; immutable. */
export type StateRoot = tree.Tree<Uint8Array>

/** Raw storage that can be read: keys are lower-case hex without 0x. */
export interface StoreReader {
  get(key: string): Uint8Array | undefined
  /** Entries under a prefix in key order; what is written meanwhile is not seen. */
  entries(prefix: string, after?: string): Iterable<readonly [key: string, value: Uint8Array]>
}

/** Raw storage of one root. */
export function readRoot(root: StateRoot): StoreReader {
  return {
    get: (key) => tree.get(root, key),
    *entries(prefix, after) {
      for (const node of tree.entries(root, prefix, after)) yield [node.key, node.value]
    },
  }
}

/**
 * Raw storage under change. Writes go to a new root at once, so an attempt is undone by
 * returning to the root it started from.
 */
export class Store implements StoreReader {
  #root: StateRoot
  readonly #touched = new Set<string>()

  constructor(root: StateRoot = undefined) {
    this.#root = root
  }

  get root(): StateRoot {
    return this.#root
  }

  get(key: string): Uint8Array | undefined {
    return tree.get(this.#root, key)
  }

  /** A store of the same contents and changes, which goes its own way from here. */
  fork(): Store {
    const copy = new Store(this.#root)
    for (const key of this.#touched) copy.#touched.add(key)
    return copy
  }

  set(key: string, value: Uint8Array): void {
    this.#root = tree.set(this.#root, key, value)
    this.#touched.add(key)
  }

  remove(key: string): void {
    this.#root = tree.remove(this.#root, key)
    this.#touched.add(key)
  }

  entries(prefix: string, after?: string): Iterable<readonly [string, Uint8Array]> {
    return readRoot(this.#root).entries(prefix, after)
  }

  /** Runs `attempt`; when it throws, its writes are undone and the error goes on. */
  transact<T>(attempt: () => T): T {
    const before = this.#root
    try {
      return attempt()
    } catch (error) {
      this.#root = before
      throw error
    }
  }

  /** Keys that now differ from `base`, in order, with their new value (`undefined`: removed). */
  changesSince(base: StateRoot): Map<string, Uint8Array | undefined> {
    const changes = new Map<string, Uint8Array | undefined>()
    for (const key of [...this.#touched].sort()) {
      const before = tree.get(base, key)
      const now = tree.get(this.#root, key)
      if (before === now) continue
      if (before && now && Buffer.compare(before, now) === 0) continue
      changes.set(key, now)
    }
    return changes
  }
}
