import type { StateRoot } from './root.js'

/**
 * Mark under which storage keys remember values: those of a root, which any store may read, or those of one store that writes. A key
 * that remembers a value under another mark has to look again.
 */
export interface Stamp {
  of: object
}

/** Stamps of roots: every block reads the same keys. A root that is made from another takes its stamp over. */
const stamps = new WeakMap<object, Stamp>()

/**
 * The stamp of a store's present values. It begins as that of a root, which belongs to no one, and is taken for good with the first
 * write: any other reader of that root begins another one.
 */
export class StoreStamp {
  /** Root that was read last; its values are those under no write. */
  #root: StateRoot
  #stamp: Stamp
  readonly #own = {}

  constructor(root: StateRoot) {
    this.#root = root
    this.#stamp = this.#stampOf(root)
  }

  get current(): Stamp {
    const { of } = this.#stamp
    if (of !== this.#own && of !== this.#root) this.#stamp = this.#stampOf(this.#root)
    return this.#stamp
  }

  /** Has to come before a write. */
  take(): void {
    const stamp = this.current
    if (stamp.of === this.#own) return
    stamps.delete(stamp.of)
    stamp.of = this.#own
  }

  /** Makes all keys forget, after a write that they took no part in. */
  renew(): void {
    this.#stamp = { of: this.#own }
  }

  /** All writes are in the tree of `root`. */
  settle(root: StateRoot): void {
    this.take()
    this.#root = root
    if (!root) return
    this.#stamp.of = root
    stamps.set(root, this.#stamp)
  }

  #stampOf(root: StateRoot): Stamp {
    const known = root && stamps.get(root)
    if (known) return known
    const stamp = { of: root ?? this.#own }
    if (root) stamps.set(root, stamp)
    return stamp
  }
}
