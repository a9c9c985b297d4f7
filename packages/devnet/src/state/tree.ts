/**
 * A persistent ordered map: a change makes a new tree that shares all but the path to the changed key
 * with the old one. So every block keeps its own root, and a snapshot, a revert, a failed extrinsic or a
 * read in the past costs nothing but holding another root. Keys are strings in code-unit order, which for
 * hex is the byte order in which the chain iterates. An AVL tree.
 */
export interface Node<V> {
  readonly key: string
  readonly value: V
  readonly left: Tree<V>
  readonly right: Tree<V>
  readonly height: number
  readonly size: number
}

/** A root; `undefined` is the empty map. */
export type Tree<V> = Node<V> | undefined

export function get<V>(tree: Tree<V>, key: string): V | undefined {
  let node = tree
  while (node) {
    if (key === node.key) return node.value
    node = key < node.key ? node.left : node.right
  }
  return undefined
}

export function set<V>(tree: Tree<V>, key: string, value: V): Node<V> {
  if (!tree) return make(key, value, undefined, undefined)
  const { left, right, height, size } = tree
  if (key === tree.key) return { key, value, left, right, height, size }
  const isLeft = key < tree.key
  const side = isLeft ? left : right
  const changed = set(side, key, value)
  // a key that was there leaves the shape as it is
  if (changed.size === side?.size) {
    return isLeft
      ? { key: tree.key, value: tree.value, left: changed, right, height, size }
      : { key: tree.key, value: tree.value, left, right: changed, height, size }
  }
  return isLeft ? balance(tree, changed, right) : balance(tree, left, changed)
}

/** A key with its new value. */
export interface Replacement<V> {
  readonly key: string
  readonly value: V
}

/**
 * Gives keys that are all there, in order, new values. The shape stays as it is, so every node on the way is made once, however
 * many of the keys lie behind it.
 */
export function replaceAll<V>(
  tree: Tree<V>,
  replaced: readonly Replacement<V>[],
  from = 0,
  to = replaced.length,
): Tree<V> {
  if (!tree || from >= to) return tree
  const { key, value, left, right, height, size } = tree
  const here = lowerBound(replaced, key, from, to)
  const found = here < to ? replaced[here] : undefined
  const isHere = found?.key === key
  return {
    key,
    value: found && isHere ? found.value : value,
    left: replaceAll(left, replaced, from, here),
    right: replaceAll(right, replaced, isHere ? here + 1 : here, to),
    height,
    size,
  }
}

/** Position of the first of the ordered keys that is not before `key`. */
function lowerBound(
  ordered: readonly { readonly key: string }[],
  key: string,
  from: number,
  to: number,
): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ordered[middle] as { readonly key: string }).key < key) low = middle + 1
    else high = middle
  }
  return low
}

export function remove<V>(tree: Tree<V>, key: string): Tree<V> {
  if (!tree) return undefined
  if (key !== tree.key) {
    const side = key < tree.key ? tree.left : tree.right
    const rest = remove(side, key)
    if (rest === side) return tree
    return key < tree.key ? balance(tree, rest, tree.right) : balance(tree, tree.left, rest)
  }
  if (!tree.left) return tree.right
  if (!tree.right) return tree.left
  const next = first(tree.right)
  return balance(next, tree.left, remove(tree.right, next.key))
}

/** Entries whose key starts with `prefix`, in order; with `after`, only those behind that key. */
export function* entries<V>(tree: Tree<V>, prefix = '', after?: string): Generator<Node<V>> {
  // nodes to give once all that is left of them was given
  const path: Node<V>[] = []
  let node = tree
  while (true) {
    while (node) {
      const isBefore = node.key < prefix || (after !== undefined && node.key <= after)
      if (!isBefore) path.push(node)
      node = isBefore ? node.right : node.left
    }
    const next = path.pop()
    if (!next?.key.startsWith(prefix)) return
    yield next
    node = next.right
  }
}

export function size(tree: Tree<unknown>): number {
  return tree?.size ?? 0
}

const height = (tree: Tree<unknown>): number => tree?.height ?? 0

function make<V>(key: string, value: V, left: Tree<V>, right: Tree<V>): Node<V> {
  return {
    key,
    value,
    left,
    right,
    height: Math.max(height(left), height(right)) + 1,
    size: size(left) + size(right) + 1,
  }
}

function first<V>(tree: Node<V>): Node<V> {
  return tree.left ? first(tree.left) : tree
}

/** `at` with other subtrees, rotated when they differ in height by two. */
function balance<V>(at: Node<V>, left: Tree<V>, right: Tree<V>): Node<V> {
  const lean = height(left) - height(right)
  if (lean > 1 && left) {
    if (height(left.left) >= height(left.right)) {
      return make(left.key, left.value, left.left, make(at.key, at.value, left.right, right))
    }
    const middle = left.right as Node<V>
    return make(
      middle.key,
      middle.value,
      make(left.key, left.value, left.left, middle.left),
      make(at.key, at.value, middle.right, right),
    )
  }
  if (lean < -1 && right) {
    if (height(right.right) >= height(right.left)) {
      return make(right.key, right.value, make(at.key, at.value, left, right.left), right.right)
    }
    const middle = right.left as Node<V>
    return make(
      middle.key,
      middle.value,
      make(at.key, at.value, left, middle.left),
      make(right.key, right.value, middle.right, right.right),
    )
  }
  return make(at.key, at.value, left, right)
}
