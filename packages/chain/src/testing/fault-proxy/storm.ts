import type { Fault } from './faults.js'
import type { FaultSource, Welcome } from './proxy.js'

/** A seeded stream of numbers in [0, 1), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** All faults of messages, each as often as it is likely: those that a deadline has to end are rarer. */
const allFaults: readonly Fault[] = [
  { kind: 'drop' },
  { kind: 'drop' },
  { kind: 'drop' },
  { kind: 'dropAfter' },
  { kind: 'dropAfter' },
  { kind: 'garbage' },
  { kind: 'nonsense' },
  { kind: 'binary' },
  { kind: 'oversized', bytes: 3_000_000 },
  { kind: 'duplicate' },
  { kind: 'duplicate' },
  { kind: 'duplicate' },
  { kind: 'delay', ms: 30 },
  { kind: 'delay', ms: 200 },
  { kind: 'reorder' },
  { kind: 'reorder' },
  { kind: 'swallow' },
  { kind: 'silence' },
  { kind: 'error', code: 429, message: 'Too Many Requests' },
  { kind: 'error', code: -32_603, message: 'Internal error' },
]

const allWelcomes: readonly Welcome[] = ['tooMany', 'reset', 'tooMany', 'reset', 'hang']

/** Options of a storm. */
export interface StormOptions {
  readonly seed: number
  /** Faults after which it is over. */
  readonly faults: number
  /** Share of messages, and of connections, that meet one. @default 0.05 */
  readonly rate?: number
  /** Faults to draw from. @default all of them */
  readonly kinds?: readonly Fault[]
}

/** A storm: hand it to `proxy.follow`, or to several proxies. */
export interface Storm extends Required<FaultSource> {
  /** Faults that are still to come. */
  left(): number
  /** Count of each kind. */
  readonly counts: ReadonlyMap<string, number>
}

/** Draws faults from a seed until so many have happened. */
export function createStorm(options: StormOptions): Storm {
  const { seed, faults, rate = 0.05, kinds = allFaults } = options
  const random = seededRandom(seed)
  const counts = new Map<string, number>()
  let left = faults
  const draw = <T>(from: readonly T[], nameOf: (item: T) => string): T | undefined => {
    if (left === 0 || random() >= rate) return undefined
    left -= 1
    const item = from[Math.floor(random() * from.length)] as T
    counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1)
    return item
  }
  return {
    faultFor: () => draw(kinds, ({ kind }) => kind),
    welcomeFor: () => draw(allWelcomes, (welcome) => welcome),
    left: () => left,
    counts,
  }
}
