import type { Pooled } from '../pool/pool.js'
import type { Block } from './block.js'
import type { History } from './history.js'

/** Finality of a chain: a block is final once `delay` others follow it. */
export class Finality {
  readonly #history: History
  readonly #delay: number
  /** Height up to which blocks were final once: what is final stays so while it is in the chain. */
  #last = 0
  readonly #listeners = new Set<(block: Block) => void>()
  /** Blocks that are not final yet, oldest first, with the extrinsics whose senders wait for that. */
  #waiting: { readonly block: Block; readonly included: readonly Pooled[] }[]

  constructor(history: History, delay: number) {
    this.#history = history
    this.#delay = delay
    // A chain that resumes still owes the last blocks of its earlier life.
    const last = this.block.header.number
    this.#waiting = history
      .blocks()
      .filter(({ header }) => header.number > last)
      .map((block) => ({ block, included: [] }))
  }

  /** The newest block that is final. */
  get block(): Block {
    const { head, genesis } = this.#history
    const number = Math.max(head.header.number - this.#delay, this.#last)
    if (number <= 0) return genesis
    // Before the oldest block that is kept, such as the one that a chain was forked at, nothing is known but the genesis.
    return this.#history.at(number) ?? this.#history.blocks()[1] ?? genesis
  }

  onBlock(listener: (block: Block) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes the new head, and announces what has become final with it. */
  append(block: Block, included: readonly Pooled[]): void {
    this.#waiting.push({ block, included })
    const last = block.header.number - this.#delay
    while (this.#waiting[0] && this.#waiting[0].block.header.number <= last) {
      const [due] = this.#waiting.splice(0, 1)
      if (due) this.#finish(due)
    }
  }

  /** Forgets blocks that a revert took out of the chain. Those who wait for what they had included are notified. */
  retract(): Pooled[] {
    const isHere = ({ block }: { block: Block }) => this.#history.at(block.header.number)?.hash === block.hash
    this.#last = Math.min(this.#last, this.#history.head.header.number)
    const gone = this.#waiting.filter((waiting) => !isHere(waiting))
    this.#waiting = this.#waiting.filter(isHere)
    for (const { block, included } of gone) {
      for (const { listeners } of included)
        for (const listener of listeners) listener({ retracted: block.hash })
    }
    return gone.flatMap(({ included }) => included)
  }

  #finish({ block, included }: { readonly block: Block; readonly included: readonly Pooled[] }): void {
    this.#last = block.header.number
    for (const listener of this.#listeners) listener(block)
    for (const { listeners } of included) {
      for (const listener of listeners) listener({ finalized: block.hash })
      listeners.clear()
    }
  }
}
