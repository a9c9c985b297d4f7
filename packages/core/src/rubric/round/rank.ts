import { callback, oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import type { Scoped, ScopeOf } from '../parts.js'
import type { RoundCriterion, RoundEntry, Scope } from '../rubric.js'
import { numberFeature } from './features.js'
import { type GroupOptions, groupFields, groupPart } from './group-options.js'
import { type ScopedOptions, splitScope } from './scoped-options.js'

/** Options of {@link rank}. */
export interface RankOptions<A> extends GroupOptions<A> {
  /** Returns the number by which answers are ranked; finite. */
  readonly of: (answer: A) => number
  /** @default 'highest' */
  readonly best?: 'highest' | 'lowest' | undefined
}

const rankOptions = optionsOf({
  ...{ of: callback(), ...groupFields },
  best: oneOf('highest', 'lowest').default('highest'),
})

/**
 * Place of a number among those of the other miners in its group: the share of them that it beats, where one that is
 * equal counts half. 1 for the best, 0 for the last; equal numbers score the same. It needs no scale, and pays for being
 * better than others rather than for being good.
 *
 * Bound: another miner changes the score by at most its share of the answers of others in the group, which is 1 / peers
 * where all have as many answers. Every answer counts: in a group of tasks of which some miners have more, they weigh more.
 * Throws CONFIG_INVALID for unknown options.
 * @example
 * rank('fast', 1, { of: ({ latencyMs }) => latencyMs, best: 'lowest' })
 */
export function rank<A>(name: string, weight: number, options: RankOptions<A>): RoundCriterion<A>
export function rank<A, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  options: RankOptions<NoInfer<Scoped<A, S>>>,
): RoundCriterion<A>
export function rank(name: string, weight: number, ...rest: Rest): RoundCriterion<never> {
  const [scope, options] = splitScope(rest)
  const { best } = parseOptions(rankOptions, options, 'rank')
  return {
    ...{ name, weight, ...scope, ...groupPart(options) },
    feature: (answer) => numberFeature(options.of(answer)),
    compare(entries: readonly RoundEntry<number>[]) {
      const shares = sharesBelow(entries)
      return best === 'highest' ? shares : shares.map((share) => (share === null ? null : 1 - share))
    },
  }
}

/** Share of the numbers of other miners that are below each; an equal one counts half. Null without any. */
function sharesBelow(entries: readonly RoundEntry<number>[]): (number | null)[] {
  const all = Float64Array.from(entries, ({ feature }) => numberFeature(feature)).sort()
  const own = new Map<string, number[]>()
  for (const { miner, feature } of entries) own.set(miner, [...(own.get(miner) ?? []), feature])
  return entries.map(({ miner, feature }) => {
    const mine = own.get(miner)!
    if (mine.length === entries.length) return null
    const below = firstNotBelow(all, feature) - mine.filter((one) => one < feature).length
    const notAbove = firstAbove(all, feature) - mine.filter((one) => one <= feature).length
    return (below + notAbove) / 2 / (entries.length - mine.length)
  })
}

const firstNotBelow = (sorted: Float64Array, value: number) => firstWhere(sorted, (one) => one >= value)
const firstAbove = (sorted: Float64Array, value: number) => firstWhere(sorted, (one) => one > value)

/** First place from which `holds` is true for all; the length if it is for none. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler takes parameter types from here once no overload fits
type Rest = ScopedOptions<RankOptions<any>>
