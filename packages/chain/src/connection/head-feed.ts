import type { BlockRef } from '../read/block.js'
import { tell } from './report.js'

/** Blocks of the told chain that are remembered. */
const mostRemembered = 512

/**
 * The best block, told once each and in order. Higher blocks are told at once; of a gap only the newest. One that is
 * not higher may be late, doubled, or a fork: the node is asked for its best block, and only a block that it names
 * and that contradicts what was told is told, which is the one way in which numbers go down. A node that merely lags
 * behind the one before is waited for.
 */
export class HeadFeed {
  readonly #ask: () => Promise<BlockRef>
  readonly #listeners = new Set<(block: BlockRef) => void>()
  /** The told chain: hash by number. */
  readonly #told = new Map<number, string>()
  #best: BlockRef | null = null
  #asking = false
  /** The best block was heard on the socket of this moment. */
  #sameSocket = false

  /** `ask` gives the best block of the node. */
  constructor(ask: () => Promise<BlockRef>) {
    this.#ask = ask
  }

  get best(): BlockRef | null {
    return this.#best
  }

  /** Tells the best block, if there is one, and every one after it. */
  listen(listener: (block: BlockRef) => void): () => void {
    let fresh = true
    const hear = (block: BlockRef) => {
      fresh = false
      listener(block)
    }
    this.#listeners.add(hear)
    queueMicrotask(() => {
      const best = this.#best
      if (fresh && best && this.#listeners.has(hear)) tell(() => hear(best))
    })
    return () => void this.#listeners.delete(hear)
  }

  /** Another socket: its node may be behind. */
  reconnected(): void {
    this.#sameSocket = false
  }

  /** A block that the node called its best, now or a while ago. True when it was told. */
  offer(block: BlockRef): boolean {
    if (this.#knows(block)) {
      // The node is where we are, so it does not lag.
      if (block.number === this.#best?.number) this.#sameSocket = true
      return false
    }
    if (this.#best === null || block.number > this.#best.number) return this.#tell(block)
    void this.#settle()
    return false
  }

  clear(): void {
    this.#listeners.clear()
  }

  async #settle(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    const before = this.#best
    try {
      const block = await this.#ask()
      if (this.#knows(block)) return
      // What has come in the meantime is newer than the answer.
      if (this.#best !== before && block.number <= (this.#best?.number ?? 0)) return
      if (this.#contradicts(block)) this.#tell(block)
    } catch {
      // A node that does not answer is the watchdog's business.
    } finally {
      this.#asking = false
    }
  }

  #knows({ number, hash }: BlockRef): boolean {
    return this.#told.get(number) === hash
  }

  #contradicts({ number }: BlockRef): boolean {
    if (this.#best === null || number > this.#best.number) return true
    return this.#sameSocket || this.#told.has(number)
  }

  #tell(block: BlockRef): true {
    for (const number of this.#told.keys()) if (number >= block.number) this.#told.delete(number)
    this.#told.set(block.number, block.hash)
    const oldest = this.#told.keys().next().value
    if (this.#told.size > mostRemembered && oldest !== undefined) this.#told.delete(oldest)
    this.#best = block
    this.#sameSocket = true
    for (const listener of [...this.#listeners]) tell(() => listener(block))
    return true
  }
}
