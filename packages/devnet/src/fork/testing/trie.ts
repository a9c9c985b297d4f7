import { toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'

/** A Substrate trie that a test has built. Keys are hex without 0x. */
export interface BuiltTrie {
  readonly root: string
  /** Nodes that prove what these keys hold, as `state_getReadProof` lists them. */
  proofOf(keys: readonly string[]): string[]
}

type Entry = readonly [nibbles: string, value: Uint8Array]

interface Built {
  readonly partial: string
  readonly encoded: Uint8Array
  readonly value: Uint8Array | undefined
  readonly children: ReadonlyMap<string, Built>
}

/** Builds a trie of state version 0 or 1 from entries in key order. */
export function buildTrie(entries: readonly Entry[], version: 0 | 1): BuiltTrie {
  const root = build(entries, version)
  return {
    root: toHex(blake2b256(root.encoded)),
    proofOf: (keys) => {
      const nodes = new Set([toHex(root.encoded)])
      for (const key of keys) record(root, key, version, nodes)
      return [...nodes]
    },
  }
}

/** Notes the nodes on the way to a key, as far as it leads. */
function record(node: Built, key: string, version: 0 | 1, nodes: Set<string>): void {
  if (node.encoded.length >= 32) nodes.add(toHex(node.encoded))
  if (!key.startsWith(node.partial)) return
  const rest = key.slice(node.partial.length)
  if (rest === '' && node.value && isHashed(node.value, version)) nodes.add(toHex(node.value))
  const child = node.children.get(rest.slice(0, 1))
  if (child) record(child, rest.slice(1), version, nodes)
}

const isHashed = (value: Uint8Array, version: 0 | 1): boolean => version === 1 && value.length > 32

function build(entries: readonly Entry[], version: 0 | 1): Built {
  const [first, last] = [entries.at(0)?.[0] ?? '', entries.at(-1)?.[0] ?? '']
  let shared = 0
  while (shared < first.length && first[shared] === last[shared]) shared++
  const value = first.length === shared ? entries[0]?.[1] : undefined
  const groups = new Map<string, Entry[]>()
  for (const [nibbles, content] of value ? entries.slice(1) : entries) {
    const digit = nibbles[shared] as string
    const group = groups.get(digit) ?? []
    group.push([nibbles.slice(shared + 1), content])
    groups.set(digit, group)
  }
  const children = new Map([...groups].map(([digit, group]) => [digit, build(group, version)]))
  const partial = first.slice(0, shared)
  return { partial, value, children, encoded: encode(partial, value, children, version) }
}

function encode(
  partial: string,
  value: Uint8Array | undefined,
  children: Built['children'],
  version: 0 | 1,
): Uint8Array {
  if (!value && children.size === 0) return Uint8Array.of(0)
  const hashed = value !== undefined && isHashed(value, version)
  const [mark, bits] =
    children.size === 0 ? (hashed ? [0x20, 5] : [0x40, 6]) : hashed ? [0x10, 4] : [value ? 0xc0 : 0x80, 6]
  const places = [...children.keys()].reduce((sum, digit) => sum | (1 << Number.parseInt(digit, 16)), 0)
  return Buffer.concat([
    Uint8Array.from(headerOf(mark, bits, partial.length)),
    Buffer.from(partial.length % 2 ? `0${partial}` : partial, 'hex'),
    children.size === 0 ? Buffer.alloc(0) : Uint8Array.of(places & 0xff, places >> 8),
    value ? (hashed ? blake2b256(value) : sized(value)) : Buffer.alloc(0),
    ...[...children.values()].map(({ encoded }) =>
      sized(encoded.length < 32 ? encoded : blake2b256(encoded)),
    ),
  ])
}

function headerOf(mark: number, bits: number, length: number): number[] {
  const full = 2 ** bits - 1
  if (length < full) return [mark + length]
  const bytes = [mark + full]
  let left = length - full
  for (; left >= 255; left -= 255) bytes.push(255)
  return [...bytes, left]
}

function sized(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  const prefix = Buffer.alloc(length < 64 ? 1 : length < 2 ** 14 ? 2 : 4)
  const mode = [0, 0, 1, 0, 2][prefix.length] as number
  prefix.writeUIntLE(length * 4 + mode, 0, prefix.length)
  return Buffer.concat([prefix, bytes])
}
