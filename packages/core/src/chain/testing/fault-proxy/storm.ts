import type { Fault } from './faults.js'
import type { FaultSource } from './proxy.js'

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

/** Faults of a {@link createStorm}, without `silence`, which is the client's deadline slow. */
const quickFaults: readonly Fault[] = [
  { kind: 'drop' },
  { kind: 'dropAfter' },
  { kind: 'swallow' },
  { kind: 'delay', ms: 15 },
  { kind: 'duplicate' },
  { kind: 'reorder' },
  { kind: 'garbage' },
  { kind: 'nonsense' },
  { kind: 'binary' },
]

/** How a storm blows. */
export interface StormOptions {
  readonly seed: number
  /** Faults after which it is over. */
  readonly faults: number
  /** Share of messages that meet one. @default 0.1 */
  readonly rate?: number
  /** What they are drawn from. @default all that end at once */
  readonly kinds?: readonly Fault[]
}

/** A storm: hand it to `proxy.follow`. */
export interface Storm extends FaultSource {
  /** Faults that are still to come. */
  left(): number
  /** How often each kind happened. */
  readonly counts: ReadonlyMap<Fault['kind'], number>
}

/** Draws faults from a seed until so many have happened. */
export function createStorm(options: StormOptions): Storm {
  const { seed, faults, rate = 0.1, kinds = quickFaults } = options
  const random = seededRandom(seed)
  const counts = new Map<Fault['kind'], number>()
  let left = faults
  const source: FaultSource = () => {
    if (left === 0 || random() >= rate) return undefined
    left -= 1
    const fault = kinds[Math.floor(random() * kinds.length)] as Fault
    counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1)
    return fault
  }
  return Object.assign(source, { left: () => left, counts })
}
