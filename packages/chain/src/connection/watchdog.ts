import { type Clock, isSubnetError, type Timer } from '@subnetkit/base'
import type { BlockRef } from '../read/block.js'

/** Multiple of the longest recent pause between blocks after which a node is probed. */
const patience = 5
/** Pauses between blocks that are remembered. */
const mostPauses = 8
/** Minimum time before a node is probed, however fast blocks come, in ms. */
const shortestQuietMs = 5_000
/** Thresholds of a {@link Watchdog} and its callbacks. */
export interface WatchdogOptions {
  readonly clock: Clock
  /** Time without a new block after which the node counts as stalled; it is probed by then at the latest. */
  readonly stallMs: number
  /** Time that an announcement may take to arrive after a probe has shown its block. */
  readonly graceMs: number
  /** Requests the best block, within its deadline. */
  readonly probe: () => Promise<BlockRef>
  /** Pushes a block into the feed; true when it is new. */
  readonly push: (block: BlockRef) => boolean
  /** The probe timed out. */
  readonly onTimeout: () => void
  /** The node has blocks that it did not announce. */
  readonly onUnannounced: () => void
  /** The node answers and has no new block. */
  readonly onStalled: (forMs: number) => void
}

/** Watches that blocks arrive: an open socket proves nothing. */
export class Watchdog {
  readonly #options: WatchdogOptions
  readonly #pauses: number[] = []
  #timer: Timer | undefined
  #grace: Timer | undefined
  #lastBlockAt: number
  #connected = false
  #probing = false
  /** Counts starts and stops: answers from before a stop are ignored. */
  #generation = 0

  constructor(options: WatchdogOptions) {
    this.#options = options
    this.#lastBlockAt = options.clock.now()
  }

  /** Starts counting: a connection is up. */
  start(): void {
    this.stop()
    this.#connected = true
    this.#lastBlockAt = this.#options.clock.now()
    this.#arm()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#grace?.cancel()
    this.#connected = false
    this.#generation += 1
    this.#probing = false
  }

  /** Records a new block, announced or found by a probe. */
  blockArrived(): void {
    const now = this.#options.clock.now()
    this.#pauses.push(now - this.#lastBlockAt)
    if (this.#pauses.length > mostPauses) this.#pauses.shift()
    this.#lastBlockAt = now
    this.#arm()
  }

  /** Records an announcement, of a new block or not. */
  announced(): void {
    this.#grace?.cancel()
  }

  /** Probes now, because something makes us doubt the socket. */
  probeNow(): void {
    if (!this.#probing) void this.#probe()
  }

  #quietMs(): number {
    const { stallMs } = this.#options
    if (this.#pauses.length < mostPauses) return stallMs
    return Math.min(Math.max(patience * Math.max(...this.#pauses), shortestQuietMs), stallMs)
  }

  #arm(): void {
    this.#timer?.cancel()
    if (!this.#connected) return
    const { clock } = this.#options
    const quietMs = this.#quietMs()
    const leftMs = quietMs - (clock.now() - this.#lastBlockAt)
    // The socket keeps the process alive, not the watch over it.
    this.#timer = clock.timeout(() => this.probeNow(), leftMs > 0 ? leftMs : quietMs, { ref: false })
  }

  async #probe(): Promise<void> {
    const { clock, stallMs, graceMs, probe, push, onTimeout, onUnannounced, onStalled } = this.#options
    const generation = this.#generation
    this.#probing = true
    try {
      const block = await probe()
      if (generation !== this.#generation) return
      const forMs = clock.now() - this.#lastBlockAt
      if (push(block)) {
        this.#grace?.cancel()
        this.#grace = clock.timeout(onUnannounced, graceMs, { ref: false })
      } else if (forMs >= stallMs) onStalled(forMs)
    } catch (error) {
      // A node that refuses the call is alive.
      if (generation === this.#generation && isSubnetError(error, 'CHAIN_TIMEOUT')) onTimeout()
    } finally {
      if (generation === this.#generation) {
        this.#probing = false
        this.#arm()
      }
    }
  }
}
