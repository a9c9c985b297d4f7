import { randomInt } from 'node:crypto'
import { callback, integer, optionsOf, parseOptions } from '@subnetkit/base'

/** Returns a fresh nonce, never the same twice: unix time in ns. */
export type NonceSource = () => bigint

/** Options of {@link createNonceSource}. */
export interface NonceSourceOptions {
  /**
   * Low four digits of every nonce, 0 to 9999. Several processes that sign for one hotkey need different ones: the
   * same nonce twice is a replay.
   * @default drawn at random for each source
   */
  readonly tag?: number | undefined
  /**
   * Unix time in ms.
   * @default Date.now
   */
  readonly now?: (() => number) | undefined
}

const tagSpan = 10_000
/** Nonces that fit into one millisecond: two digits between the millisecond and the tag. */
const slots = 100
const nsPerMs = slots * tagSpan
/** How far nonces may run ahead of the clock before that counts as a step back, in ms: half of the usual skew. */
const aheadMs = 1_000
/** Stretches that are remembered one by one. */
const maxStretches = 64

/** A stretch of time in which the clock went forward only. */
interface Stretch {
  /** Last millisecond in which a nonce was issued. */
  lastMs: number
  /** Highest slot of any of its nonces. */
  topSlot: number
}

const union = (one: Stretch, other: Stretch): Stretch => ({
  lastMs: Math.max(one.lastMs, other.lastMs),
  topSlot: Math.max(one.topSlot, other.topSlot),
})

const nonceSourceOptions = optionsOf({
  tag: integer(0, tagSpan - 1).default(() => randomInt(tagSpan)),
  now: callback<() => number>().default(() => Date.now),
})

/**
 * Creates a source of nonces that follow the clock, forward and back, and never repeat. The two digits below the
 * millisecond count up within it (and carry into the next), the last four are the tag. After a step back of more than
 * a second the count begins above every slot that was used in the times that come again; a smaller one is waited out by
 * counting on.
 */
export function createNonceSource(options: NonceSourceOptions = {}): NonceSource {
  const { tag, now } = parseOptions(nonceSourceOptions, options, 'createNonceSource')
  let earlier: Stretch[] = []
  let current: Stretch = { lastMs: -1, topSlot: 0 }
  let slot = 0
  /** First slot that is free in the times that come again, and the last of these times. */
  let floor = 0
  let repeatedUntilMs = -1

  function stepBack(toMs: number): void {
    const repeated = [...earlier, current].filter(({ lastMs }) => lastMs >= toMs)
    const { lastMs: untilMs, topSlot } = repeated.reduce(union)
    if (topSlot + 1 < slots) begin(toMs, topSlot + 1, untilMs)
    // No slot is left: only the time after all of them is unused.
    else goTo(untilMs + 1)
  }

  function begin(ms: number, firstFree: number, untilMs: number): void {
    earlier = [...earlier, current]
    // Taken together, the two oldest ones rule out more than they used, never less.
    const [oldest, next, ...rest] = earlier
    if (rest.length >= maxStretches && oldest && next) earlier = [union(oldest, next), ...rest]
    floor = firstFree
    repeatedUntilMs = untilMs
    slot = firstFree
    current = { lastMs: ms, topSlot: slot }
  }

  function goTo(ms: number): void {
    if (ms > repeatedUntilMs && floor > 0) {
      begin(ms, 0, -1)
      return
    }
    slot = floor
    current.lastMs = ms
  }

  return () => {
    const clockMs = Math.floor(now())
    if (clockMs > current.lastMs) goTo(clockMs)
    else if (clockMs < current.lastMs - aheadMs) stepBack(clockMs)
    else if (slot + 1 < slots) slot++
    else goTo(current.lastMs + 1)
    current.topSlot = Math.max(current.topSlot, slot)
    return BigInt(current.lastMs) * BigInt(nsPerMs) + BigInt(slot * tagSpan + tag)
  }
}
