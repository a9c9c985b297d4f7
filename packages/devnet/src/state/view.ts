import type { Cell } from './cell.js'
import type * as tree from './tree.js'

/** Raw storage at one moment; immutable. */
export type StateRoot = tree.Tree<Cell>

/** Values by key, `null` for nothing, and of what: a root, which any store may read, or one store that writes. */
interface View {
  of: object
  readonly cells: Map<string, Cell | null>
  /** Another one after each write that storage keys do not take part in: what they have seen is void then. */
  stamp: object
}

/** This many values are kept of a root. */
const MOST_KEPT = 200_000

/** Views of roots: every block reads the same keys. A root that is made from another takes its view over. */
const views = new WeakMap<object, View>()

/** Number of values that are kept of a root. */
export const keptOf = (root: StateRoot): number => (root && views.get(root)?.cells.size) ?? 0

/**
 * A store's view of its present values, whether they are in a tree yet or not. It begins as the view of a root, which belongs to no one,
 * and is taken for good with the first write: any other reader of that root begins another one.
 */
export class PresentCells {
  /** Root that was viewed last; its values are those under no write. */
  #root: StateRoot
  #view: View
  readonly #own = {}

  constructor(root: StateRoot) {
    this.#root = root
    this.#view = this.#viewOf(root)
  }

  /** The stamp under which keys may remember their values. */
  get stamp(): object {
    return this.#current().stamp
  }

  /** Makes storage keys forget their values. */
  renewStamp(): void {
    this.#current().stamp = {}
  }

  /** The value of a key, `null` for nothing, `undefined` where it has to be looked up. */
  get(key: string): Cell | null | undefined {
    return this.#current().cells.get(key)
  }

  /** Notes the result of a lookup. */
  note(key: string, cell: Cell | null): void {
    keep(this.#current(), key, cell)
  }

  /** Notes a write. */
  write(key: string, cell: Cell | null): void {
    const view = this.#current()
    if (view.of !== this.#own) {
      views.delete(view.of)
      view.of = this.#own
    }
    keep(view, key, cell)
  }

  /** The writes are in the tree of `root`, and what is `gone` need not be looked up again: the keys of old blocks never are. */
  settle(root: StateRoot, gone: readonly string[]): void {
    const view = this.#current()
    for (const key of gone) view.cells.delete(key)
    this.#root = root
    if (!root) return
    view.of = root
    views.set(root, view)
  }

  #current(): View {
    const { of } = this.#view
    if (of !== this.#own && of !== this.#root) this.#view = this.#viewOf(this.#root)
    return this.#view
  }

  #viewOf(root: StateRoot): View {
    const known = root && views.get(root)
    if (known) return known
    const view: View = { of: root ?? this.#own, cells: new Map(), stamp: {} }
    if (root) views.set(root, view)
    return view
  }
}

function keep({ cells }: View, key: string, cell: Cell | null): void {
  if (cells.size >= MOST_KEPT) cells.clear()
  cells.set(key, cell)
}
