import type { BlockRef } from '../read/block.js'
import { callListener } from './listeners.js'

/** Most emitted blocks that are remembered. */
const mostRemembered = 512

/**
 * Emits each best block once and in order. Higher blocks are emitted at once; of a gap only the newest. A block that is
 * not higher may be late, a duplicate, or a fork: the node is then queried for its best block, which is emitted only if
 * it contradicts a block emitted before. That is the only way in which numbers decrease. A node that merely lags behind
 * the previous one gets time to catch up.
 */
export class HeadFeed {
  readonly #probe: () => Promise<BlockRef>
  readonly #listeners = new Set<(block: BlockRef) => void>()
  /** The emitted chain: hash by number. */
  readonly #emitted = new Map<number, string>()
  #best: BlockRef | null = null
  #probing = false
  /** The best block came over the current socket. */
  #sameSocket = false

  /** `probe` returns the best block of the node. */
  constructor(probe: () => Promise<BlockRef>) {
    this.#probe = probe
  }

  get best(): BlockRef | null {
    return this.#best
  }

  /** Emits the best block, if there is one, and every later one until the returned function is called. */
  listen(listener: (block: BlockRef) => void): () => void {
    let fresh = true
    const own = (block: BlockRef) => {
      fresh = false
      listener(block)
    }
    this.#listeners.add(own)
    queueMicrotask(() => {
      const best = this.#best
      if (fresh && best && this.#listeners.has(own)) callListener(() => own(best))
    })
    return () => void this.#listeners.delete(own)
  }

  /** Notes that the socket changed: its node may be behind. */
  reconnected(): void {
    this.#sameSocket = false
  }

  /** Takes a block that the node called its best, now or a while ago. True when it was emitted. */
  push(block: BlockRef): boolean {
    if (this.#knows(block)) {
      // The node is where we are, so it does not lag.
      if (block.number === this.#best?.number) this.#sameSocket = true
      return false
    }
    if (this.#best === null || block.number > this.#best.number) return this.#emit(block)
    void this.#resolveFork()
    return false
  }

  clear(): void {
    this.#listeners.clear()
  }

  async #resolveFork(): Promise<void> {
    if (this.#probing) return
    this.#probing = true
    const before = this.#best
    try {
      const block = await this.#probe()
      if (this.#knows(block)) return
      // Blocks that arrived in the meantime are newer than the answer.
      if (this.#best !== before && block.number <= (this.#best?.number ?? 0)) return
      if (this.#contradicts(block)) this.#emit(block)
    } catch {
      // The watchdog handles a node that does not answer.
    } finally {
      this.#probing = false
    }
  }

  #knows({ number, hash }: BlockRef): boolean {
    return this.#emitted.get(number) === hash
  }

  #contradicts({ number }: BlockRef): boolean {
    if (this.#best === null || number > this.#best.number) return true
    return this.#sameSocket || this.#emitted.has(number)
  }

  #emit(block: BlockRef): true {
    for (const number of this.#emitted.keys()) if (number >= block.number) this.#emitted.delete(number)
    this.#emitted.set(block.number, block.hash)
    const oldest = this.#emitted.keys().next().value
    if (this.#emitted.size > mostRemembered && oldest !== undefined) this.#emitted.delete(oldest)
    this.#best = block
    this.#sameSocket = true
    for (const listener of [...this.#listeners]) callListener(() => listener(block))
    return true
  }
}
