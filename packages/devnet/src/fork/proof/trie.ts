import { blake2b256 } from '../../codec/hash.js'
import { decodeNode, type NodeRef, type NodeValue, type TrieNode } from './node.js'

/** A node or a value that would be needed is not among those of the proof. */
export class Unproven extends Error {
  override readonly name = 'Unproven'
  /** Nibbles that lead to it. */
  readonly path: string

  constructor(path: string, detail = 'the proof ends before it') {
    super(detail)
    this.path = path
  }
}

/** Part of a trie that a proof shows. Keys are hex without 0x. */
export interface ProvenTrie {
  /** Adds nodes of a proof. */
  add(nodes: Iterable<Uint8Array>): void
  /** Value of a key, `undefined` for a key that the trie provably lacks. Throws {@link Unproven}. */
  get(key: string): Uint8Array | undefined
  /** All keys under a prefix, in order. Throws {@link Unproven} at the first that the proof does not show. */
  keysUnder(prefix: string): Iterable<string>
}

/** Longest key that is followed, in nibbles. */
const DEEPEST = 2048

/** A trie of which only the hash of its root is known for sure. Nodes count only where a hash leads to them. */
export function createProvenTrie(root: Uint8Array): ProvenTrie {
  const known = new Map<string, Uint8Array>()
  const decoded = new Map<string, TrieNode>()

  const at = (ref: NodeRef, path: string): TrieNode => {
    if (ref.length > 32) throw new RangeError(`a reference of ${ref.length} bytes at 0x${path}`)
    if (ref.length < 32) return decodeNode(ref)
    const hash = hexOf(ref)
    const before = decoded.get(hash)
    if (before) return before
    const bytes = known.get(hash)
    if (!bytes) throw new Unproven(path)
    const node = decodeNode(bytes)
    decoded.set(hash, node)
    return node
  }

  const bytesOf = (value: NodeValue, path: string): Uint8Array => {
    if (value.kind === 'bytes') return value.bytes
    const bytes = known.get(hexOf(value.hash))
    if (!bytes) throw new Unproven(path)
    return bytes
  }

  function* walk(node: TrieNode, before: string): Generator<string> {
    const path = before + node.partial
    if (path.length > DEEPEST) throw new RangeError('a key is longer than any of the chain')
    if (node.value) yield path
    for (const [digit, ref] of node.children) yield* walk(at(ref, path + digit), path + digit)
  }

  return {
    add(nodes) {
      for (const node of nodes) known.set(hexOf(blake2b256(node)), node)
    },
    get(key) {
      let node = at(root, '')
      let path = node.partial
      while (path.length < key.length && key.startsWith(path)) {
        path += key[path.length]
        const ref = node.children.get(path.at(-1) as string)
        if (!ref) return undefined
        node = at(ref, path)
        path += node.partial
      }
      return path === key && node.value ? bytesOf(node.value, path) : undefined
    },
    *keysUnder(prefix) {
      let node = at(root, '')
      let path = ''
      while (path.length + node.partial.length < prefix.length) {
        path += node.partial
        if (!prefix.startsWith(path)) return
        path += prefix[path.length]
        const ref = node.children.get(path.at(-1) as string)
        if (!ref) return
        node = at(ref, path)
      }
      if ((path + node.partial).startsWith(prefix)) yield* walk(node, path)
    },
  }
}

const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
