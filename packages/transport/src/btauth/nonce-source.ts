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

const nsPerMs = 1_000_000n
const tagSpan = 10_000

const nonceSourceOptions = optionsOf({
  tag: integer(0, tagSpan - 1).default(() => randomInt(tagSpan)),
  now: callback<() => number>().default(() => Date.now),
})

/**
 * Nonces that only grow, also within one millisecond and when the clock steps back: two digits below the millisecond
 * count up (and carry into it), the last four are the tag.
 */
export function createNonceSource(options: NonceSourceOptions = {}): NonceSource {
  const { tag, now } = parseOptions(nonceSourceOptions, options, 'createNonceSource')
  let last = 0n
  return () => {
    const fromClock = BigInt(now()) * nsPerMs + BigInt(tag)
    last = fromClock > last ? fromClock : last + BigInt(tagSpan)
    return last
  }
}
