import type { Block } from './block.js'

/** The blocks that a chain remembers: the genesis and the newest `limit`. */
export class History {
  readonly genesis: Block
  readonly #limit: number
  readonly #byNumber = new Map<number, Block>()
  readonly #byHash = new Map<string, Block>()
  #head: Block

  constructor(genesis: Block, limit = Number.POSITIVE_INFINITY) {
    this.genesis = genesis
    this.#limit = limit
    this.#head = genesis
    this.#put(genesis)
  }

  get head(): Block {
    return this.#head
  }

  at(number: number): Block | undefined {
    return this.#byNumber.get(number)
  }

  byHash(hash: string): Block | undefined {
    return this.#byHash.get(hash)
  }

  /** All blocks that are remembered, oldest first. */
  blocks(): Block[] {
    return [...this.#byNumber.values()].sort((a, b) => a.header.number - b.header.number)
  }

  append(block: Block): void {
    this.#put(block)
    this.#head = block
    const { number } = block.header
    if (number > this.#limit) this.#forget(number - this.#limit)
  }

  /** Makes `block`, the head or one before it, the head as it is given; what came after it is forgotten. */
  returnTo(block: Block): void {
    for (let number = this.#head.header.number; number > block.header.number; number--) this.#forget(number)
    this.#put(block)
    this.#head = block
  }

  #put(block: Block): void {
    this.#byNumber.set(block.header.number, block)
    this.#byHash.set(block.hash, block)
  }

  #forget(number: number): void {
    const block = this.#byNumber.get(number)
    if (!block || number === 0) return
    this.#byNumber.delete(number)
    this.#byHash.delete(block.hash)
  }
}
