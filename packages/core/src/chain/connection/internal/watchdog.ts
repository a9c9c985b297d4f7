import { isSubnetError } from '../../../errors/subnet-error.js'
import type { BlockRef } from '../../port.js'

/** What a {@link Watchdog} watches, and whom it tells. */
export interface WatchdogOptions {
  /** Without a new block for so long, the node is asked. */
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
  #timer: NodeJS.Timeout | undefined
  #lastBlockAt = Date.now()
  #probing = false
  #generation = 0

  constructor(options: WatchdogOptions) {
    this.#options = options
  }

  /** A connection stands: counts from now. */
  start(): void {
    this.stop()
    this.#lastBlockAt = Date.now()
    this.#arm(this.#options.stallMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#generation += 1
    this.#probing = false
  }

  /** A new block arrived. */
  alive(): void {
    this.#lastBlockAt = Date.now()
  }

  /** Something makes us doubt: asks at once. */
  suspect(): void {
    if (!this.#probing) void this.#probe()
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const quietMs = Date.now() - this.#lastBlockAt
      if (quietMs < this.#options.stallMs) this.#arm(this.#options.stallMs - quietMs)
      else void this.#probe()
    }, ms)
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
      const quietMs = Date.now() - this.#lastBlockAt
      const isNew = offer(block)
      if (quietMs < stallMs) return
      if (isNew) onDeaf()
      else onStalled(quietMs)
    } catch (error) {
      // One that refuses to answer is there.
      if (generation === this.#generation && isSubnetError(error, 'CHAIN_TIMEOUT')) onSilent()
    } finally {
      if (generation === this.#generation) {
        this.#probing = false
        this.#arm(stallMs)
      }
    }
  }
}
