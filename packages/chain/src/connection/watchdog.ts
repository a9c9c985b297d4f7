import { isSubnetError } from '@subnetkit/base'
import type { BlockRef } from '../read/block.js'

/** A node is asked after so many times the longest of the last pauses between blocks. */
const patience = 5
/** Pauses between blocks that are remembered. */
const mostPauses = 8
/** However fast blocks come, a node is not asked before, in ms. */
const shortestQuietMs = 5_000
/** An announcement may be on its way when the node is asked; so long, in ms. */
const graceMs = 1_000

/** What a {@link Watchdog} watches, and whom it tells. */
export interface WatchdogOptions {
  /** Without a new block for so long, the node counts as stalled; it is asked at the latest then. */
  readonly stallMs: number
  /** Asks the node for its best block, within the deadline. */
  readonly probe: () => Promise<BlockRef>
  /** Offers a block to the feed; true when it is new. */
  readonly offer: (block: BlockRef) => boolean
  /** The node did not answer in time. */
  readonly onSilent: () => void
  /** The node answers with blocks that it never told us of. */
  readonly onDeaf: () => void
  /** The node answers, and there is no new block. */
  readonly onStalled: (forMs: number) => void
}

/** Watches that blocks arrive: an open socket proves nothing. */
export class Watchdog {
  readonly #options: WatchdogOptions
  readonly #pauses: number[] = []
  #timer: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined
  #lastBlockAt = Date.now()
  #standing = false
  #probing = false
  /** Counts starts and stops: an answer from before says nothing. */
  #generation = 0

  constructor(options: WatchdogOptions) {
    this.#options = options
  }

  /** A connection stands: counts from now. */
  start(): void {
    this.stop()
    this.#standing = true
    this.#lastBlockAt = Date.now()
    this.#arm()
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#grace)
    this.#standing = false
    this.#generation += 1
    this.#probing = false
  }

  /** A new block arrived, however it did. */
  alive(): void {
    const now = Date.now()
    this.#pauses.push(now - this.#lastBlockAt)
    if (this.#pauses.length > mostPauses) this.#pauses.shift()
    this.#lastBlockAt = now
    this.#arm()
  }

  /** The node announced a block, new or not. */
  heard(): void {
    clearTimeout(this.#grace)
  }

  /** Something makes us doubt: asks at once. */
  suspect(): void {
    if (!this.#probing) void this.#probe()
  }

  #quietMs(): number {
    const { stallMs } = this.#options
    if (this.#pauses.length < mostPauses) return stallMs
    return Math.min(Math.max(patience * Math.max(...this.#pauses), shortestQuietMs), stallMs)
  }

  #arm(): void {
    clearTimeout(this.#timer)
    if (!this.#standing) return
    const quietMs = this.#quietMs()
    const leftMs = quietMs - (Date.now() - this.#lastBlockAt)
    this.#timer = setTimeout(() => this.suspect(), leftMs > 0 ? leftMs : quietMs)
    // The socket keeps the process alive, not the watch over it.
    this.#timer.unref()
  }

  async #probe(): Promise<void> {
    const { stallMs, probe, offer, onSilent, onDeaf, onStalled } = this.#options
    const generation = this.#generation
    this.#probing = true
    try {
      const block = await probe()
      if (generation !== this.#generation) return
      const forMs = Date.now() - this.#lastBlockAt
      if (offer(block)) {
        clearTimeout(this.#grace)
        this.#grace = setTimeout(onDeaf, graceMs)
        this.#grace.unref()
      } else if (forMs >= stallMs) onStalled(forMs)
    } catch (error) {
      // One that refuses to answer is there.
      if (generation === this.#generation && isSubnetError(error, 'CHAIN_TIMEOUT')) onSilent()
    } finally {
      if (generation === this.#generation) {
        this.#probing = false
        this.#arm()
      }
    }
  }
}
