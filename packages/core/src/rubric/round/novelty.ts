import { callback, integer, number, optionsOf, parseOptions, reasonOf, safeText } from '@subnetkit/base'
import type { Scoped, ScopeOf } from '../parts.js'
import type { RoundContext, RoundCriterion, RoundEntry, RoundScore, Scope } from '../rubric.js'
import type { Pairing } from './duels.js'
import { mostFeatureBytes, readJson } from './features.js'
import { type GroupOptions, groupFields, groupPart } from './group-options.js'
import { createPause } from './pause.js'
import { type ScopedOptions, splitScope } from './scoped-options.js'
import { readSketch, sketchDistance, sketchOf } from './sketch.js'
import { countFailures, findUnfit } from './unfit.js'

/** Options of both kinds of novelty. */
export interface NoveltyBasics<A> extends GroupOptions<A> {
  /** Score of an answer that another one equals, in [0, 1]: what its original keeps, too. @default 0.5 */
  readonly floor?: number | undefined
  /** Distance from which an answer is as good as new, above 0 and at most 1. @default 0.5 */
  readonly full?: number | undefined
  /** Rounds of the validator whose answers of the same miner count, too; 0 for none. @default 3 */
  readonly past?: number | undefined
}

/** Novelty of texts, by the characters that they share. */
export interface TextNoveltyOptions<A> extends NoveltyBasics<A> {
  /** Returns the text that is compared, as far as 65,536 characters of it. */
  readonly text: (answer: A) => string
  /** Characters in a shingle: fewer find looser likeness. @default 6 */
  readonly shingle?: number | undefined
  readonly of?: undefined
  readonly distance?: undefined
}

/** Novelty by a distance of the owner's. */
export interface DistanceNoveltyOptions<A, Feature> extends NoveltyBasics<A> {
  /** Returns what is compared: JSON of at most 4 kB. */
  readonly of: (answer: A) => Feature | Promise<Feature>
  /**
   * Returns a distance in [0, 1], 0 for equal ones; symmetric. An answer without a distance to itself is refused, and one without a
   * distance to most others scores `floor`.
   */
  readonly distance: (one: Feature, other: Feature) => number
  readonly text?: undefined
  readonly shingle?: undefined
}

/** Options of {@link novelty}. */
export type NoveltyOptions<A, Feature> = TextNoveltyOptions<A> | DistanceNoveltyOptions<A, Feature>

const basics = {
  floor: number(0, 1).default(0.5),
  full: number(0, 1).gt(0, 'a number above 0 and at most 1').default(0.5),
  past: integer(0, 1_000).default(3),
  ...groupFields,
}
const textOptions = optionsOf({ text: callback(), shingle: integer(1, 64).optional(), ...basics })
const distanceOptions = optionsOf({ of: callback(), distance: callback(), ...basics })

/**
 * Distance of an answer to the nearest one of another miner in its group, and to those that the same miner gave in
 * earlier rounds: `floor` at distance 0, rising to 1 at distance `full`. Texts are compared by a MinHash of their
 * shingles, of which the receipt keeps 344 characters. The receipt also names the nearest miner, the distances, and the number of
 * answers within 0.05.
 *
 * Which of two equal answers came first is not known, so copying costs the original as much as the copy. Bound: another
 * miner's answer changes the score by at most 1 - `floor`, and lowers it only by being nearer than all others.
 *
 * An answer that has no distance to most others, such as a vector of another length, scores `floor`, and the others are compared
 * without it. Half of the answers have to be comparable.
 *
 * An answer full of noise is new, and so is a copy that is padded with it: guard length and quality by other criteria.
 * Throws CONFIG_INVALID for unknown options.
 * @example
 * novelty('new', 1, { text: ({ output }) => output.text, floor: 0.3 })
 * novelty('new', 1, { of: ({ output }) => output.embedding, distance: (a, b) => angle(a, b) / Math.PI })
 */
export function novelty<A, Feature = unknown>(
  name: string,
  weight: number,
  options: NoveltyOptions<A, Feature>,
): RoundCriterion<A>
export function novelty<A, Feature, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  options: NoveltyOptions<NoInfer<Scoped<A, S>>, Feature>,
): RoundCriterion<A>
export function novelty(name: string, weight: number, ...rest: Rest): RoundCriterion<never> {
  const [scope, options] = splitScope(rest)
  const schema = options.distance === undefined ? textOptions : distanceOptions
  const { floor, full, past } = parseOptions(schema, options, 'novelty')
  const common = { name, weight, ...scope, past, ...groupPart(options) }
  const scoreAt = (distance: number) => floor + (1 - floor) * Math.min(1, distance / full)
  const { of, distance, text, shingle = 6 } = options
  if (text !== undefined) {
    return {
      ...common,
      feature: (answer) => sketchOf(textOf(text(answer)), shingle),
      compare: (entries: readonly RoundEntry<unknown>[], { report }: RoundContext) =>
        scoreNovelty(entries.map(withSketches()), sketchDistance, scoreAt, report),
    }
  }
  return {
    ...common,
    async feature(answer) {
      const feature = readJson(await of(answer), mostFeatureBytes)
      checked(distance(feature, feature))
      return feature
    },
    compare: (entries: readonly RoundEntry<unknown>[], { report }: RoundContext) =>
      scoreNovelty(entries, distance, scoreAt, report),
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new TypeError(`${typeof value} is no text`)
}

/** Returns how to read the sketches of an entry; those of the past are read once. */
function withSketches() {
  const read = new Map<unknown, Uint32Array>()
  const sketch = (text: unknown) => {
    const known = read.get(text) ?? readSketch(text)
    read.set(text, known)
    return known
  }
  return ({ miner, feature, past }: RoundEntry<unknown>): RoundEntry<Uint32Array> => ({
    ...{ miner, feature: sketch(feature), past: past.map(sketch) },
  })
}

/** Distance up to which two answers are all but equal. */
const nearDuplicate = 0.05

interface Nearest {
  distance: number
  miner: string | null
  duplicates: number
}

async function scoreNovelty<Feature>(
  entries: readonly RoundEntry<Feature>[],
  distance: (one: Feature, other: Feature) => number,
  scoreAt: (distance: number) => number,
  report: RoundContext['report'],
): Promise<RoundScore[]> {
  const pause = createPause()
  /** An earlier feature may be of another form than today's. */
  const distanceToPast = (feature: Feature, earlier: Feature) => {
    try {
      return checked(distance(feature, earlier))
    } catch {
      return 1
    }
  }
  const succeeded = new Uint32Array(entries.length)
  const failures: Pairing[] = []
  let firstFailure: unknown
  const nearest: Nearest[] = entries.map(() => ({ distance: 1, miner: null, duplicates: 0 }))
  for (const [at, one] of entries.entries()) {
    for (let next = at + 1; next < entries.length; next += 1) {
      const other = entries[next]!
      if (one.miner === other.miner) continue
      let between: number
      try {
        between = checked(distance(one.feature, other.feature))
      } catch (error) {
        firstFailure ??= error
        failures.push([at, next])
        continue
      }
      succeeded[at]! += 1
      succeeded[next]! += 1
      note(nearest[at]!, between, other.miner)
      note(nearest[next]!, between, one.miner)
    }
    await pause()
  }
  if (failures.length > 0 && succeeded.every((count) => count === 0)) throw firstFailure
  const unfit = findUnfit(succeeded, failures)
  const failed = countFailures(entries.length, failures)
  if (failures.length > 0)
    report(`${failures.length} distances failed, such as: ${reasonOf(firstFailure).slice(0, 300)}`)
  const scores: RoundScore[] = []
  for (const [at, { feature, past }] of entries.entries()) {
    const { distance: toOthers, miner, duplicates } = nearest[at]!
    if (failed[at]! > 0 && (unfit.has(at) || succeeded[at] === 0)) {
      scores.push(unfit.has(at) ? { score: scoreAt(0), detail: { failed: failed[at] } } : null)
      continue
    }
    const toPast = past.reduce<number>((least, one) => Math.min(least, distanceToPast(feature, one)), 1)
    scores.push({
      score: scoreAt(Math.min(toOthers, toPast)),
      detail: {
        nearest: rounded(toOthers),
        ...(miner !== null && { miner }),
        ...(past.length > 0 && { past: rounded(toPast) }),
        ...(duplicates > 0 && { duplicates }),
      },
    })
    await pause()
  }
  return scores
}

function note(nearest: Nearest, distance: number, miner: string): void {
  if (distance <= nearDuplicate) nearest.duplicates += 1
  const isNearer = distance < nearest.distance
  // Of those that are as near, the first by name, whatever the order of the entries.
  const isEqual = distance === nearest.distance && distance < 1 && miner < (nearest.miner ?? miner)
  if (!isNearer && !isEqual) return
  nearest.distance = distance
  nearest.miner = miner
}

function checked(distance: unknown): number {
  if (typeof distance === 'number' && distance >= 0 && distance <= 1) return distance
  throw new RangeError(`a distance is ${safeText(distance).slice(0, 100)}, which is no number from 0 to 1`)
}

const rounded = (distance: number) => Math.round(distance * 1_000) / 1_000

// biome-ignore lint/suspicious/noExplicitAny: the compiler takes parameter types from here once no overload fits
type Rest = ScopedOptions<NoveltyOptions<any, any>>
