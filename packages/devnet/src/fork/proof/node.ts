/** Reference to a node: its hash, or the node itself where that is shorter. */
export type NodeRef = Uint8Array

/** Value of a node: its bytes, or their hash where they are long. */
export type NodeValue =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'hash'; readonly hash: Uint8Array }

/** Node of a Substrate trie. Keys are nibbles, one hex digit each. */
export interface TrieNode {
  /** Nibbles between its parent's branch and this node. */
  readonly partial: string
  readonly value: NodeValue | undefined
  /** References by nibble; empty for a leaf. */
  readonly children: ReadonlyMap<string, NodeRef>
}

const HASH_BYTES = 32
const DIGITS = '0123456789abcdef'

interface Kind {
  readonly mask: number
  readonly mark: number
  readonly isBranch: boolean
  readonly value: 'none' | 'bytes' | 'hash'
}

/** Kinds of nodes by the first bits of their header; the other bits begin the length of the partial key. */
const kinds: readonly Kind[] = [
  { mask: 0xc0, mark: 0x40, isBranch: false, value: 'bytes' },
  { mask: 0xc0, mark: 0x80, isBranch: true, value: 'none' },
  { mask: 0xc0, mark: 0xc0, isBranch: true, value: 'bytes' },
  { mask: 0xe0, mark: 0x20, isBranch: false, value: 'hash' },
  { mask: 0xf0, mark: 0x10, isBranch: true, value: 'hash' },
]

const emptyNode: TrieNode = { partial: '', value: undefined, children: new Map() }

/** Decodes a node of a trie of state version 0 or 1; throws a RangeError for other bytes. */
export function decodeNode(encoded: Uint8Array): TrieNode {
  if (encoded.length === 1 && encoded[0] === 0) return emptyNode
  const input = new Input(encoded)
  const first = input.byte()
  const kind = kinds.find(({ mask, mark }) => (first & mask) === mark)
  if (!kind) throw new RangeError(`no node begins with ${first}`)
  const partial = input.nibbles(partialLength(input, first & ~kind.mask, 0xff & ~kind.mask))
  const places = kind.isBranch ? input.byte() | (input.byte() << 8) : 0
  if (kind.isBranch && places === 0) throw new RangeError('a branch has no children')
  const value = readValue(input, kind.value)
  const children = new Map<string, NodeRef>()
  for (const [place, digit] of [...DIGITS].entries()) {
    if ((places >> place) & 1) children.set(digit, input.sized())
  }
  input.end()
  return { partial, value, children }
}

/** A length that fills its bits goes on in bytes, up to the first that is not full. */
function partialLength(input: Input, length: number, full: number): number {
  if (length < full) return length
  let sum = length
  for (;;) {
    const more = input.byte()
    sum += more
    if (more < 0xff) return sum
  }
}

function readValue(input: Input, kind: Kind['value']): NodeValue | undefined {
  if (kind === 'none') return undefined
  if (kind === 'hash') return { kind, hash: input.take(HASH_BYTES) }
  return { kind, bytes: input.sized() }
}

class Input {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  take(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('a node ends early')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  byte(): number {
    return this.take(1)[0] as number
  }

  /** An odd number of nibbles begins with a zero that does not count. */
  nibbles(count: number): string {
    const digits = Buffer.from(this.take(Math.ceil(count / 2))).toString('hex')
    if (count % 2 === 0) return digits
    if (!digits.startsWith('0')) throw new RangeError('the partial key of a node is not padded with zero')
    return digits.slice(1)
  }

  /** Bytes after their length, a compact number. */
  sized(): Uint8Array {
    const first = this.byte()
    const more = [0, 1, 3][first & 3]
    if (more === undefined) throw new RangeError('a length of a node is too large')
    let length = first >> 2
    for (let byte = 0, factor = 64; byte < more; byte++, factor *= 256) length += this.byte() * factor
    return this.take(length)
  }

  end(): void {
    if (this.#at < this.#bytes.length) throw new RangeError('bytes follow a node')
  }
}
