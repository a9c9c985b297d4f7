import type { Scoped, ScopeOf } from '../parts.js'
import type { RoundContext, RoundCriterion, RoundEntry, RoundScore, Scope } from '../rubric.js'
import { type ScopedOptions, splitScope } from './scoped-options.js'

/** Options of {@link roundCriterion}. */
export interface RoundCriterionOptions<A, Feature> {
  /**
   * Returns what of an answer is compared: JSON of at most 4 kB, which the receipt keeps. One that throws or is too large
   * costs its own answer only.
   */
  readonly feature: (answer: A) => Feature | Promise<Feature>
  /**
   * Returns one score for each entry of a group. Only answers that pass every gate are entries, and nothing may depend on
   * their order. One that throws or returns anything but numbers in [0, 1] costs the entries with which it does so whatever they
   * are compared with; where there are none, or it runs out of time, it is left out for its group, and no miner is charged.
   */
  readonly compare: (
    entries: readonly RoundEntry<Feature>[],
    context: RoundContext,
  ) => readonly RoundScore[] | Promise<readonly RoundScore[]>
  /**
   * Returns the name of the group that an answer is compared in, of at most 200 characters.
   * @default the task of a family that is shared, otherwise the family
   */
  readonly group?: (answer: A) => string
  /** Rounds of the validator before this one whose features of the same miner are passed to `compare`. @default 0 */
  readonly past?: number
  /** Other miners that a group needs; with fewer, the criterion is left out for its answers. 0 for one that compares with something else. @default 1 */
  readonly minPeers?: number
  /** Time for each comparison, in ms. It bounds what `compare` awaits. @default 60_000 */
  readonly deadlineMs?: number
}

/**
 * Scores the answers of a round side by side, in two steps: `feature` runs when an answer is scored, `compare` once for
 * each group before the round is folded. It stands among the criteria and enters the same combination. With a scope it
 * compares the answers of one synapse or one family only.
 * @example
 * roundCriterion('close to the mean', 1, {
 *   feature: ({ output }) => output.price,
 *   compare(entries) {
 *     const mean = entries.reduce((sum, { feature }) => sum + feature, 0) / entries.length
 *     return entries.map(({ feature }) => 1 / (1 + Math.abs(feature - mean)))
 *   },
 * })
 */
export function roundCriterion<A, Feature>(
  name: string,
  weight: number,
  options: RoundCriterionOptions<A, Feature>,
): RoundCriterion<A>
export function roundCriterion<A, Feature, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  options: RoundCriterionOptions<NoInfer<Scoped<A, S>>, Feature>,
): RoundCriterion<A>
export function roundCriterion(name: string, weight: number, ...rest: Rest): RoundCriterion<never> {
  const [scope, options] = splitScope(rest)
  return { name, weight, ...scope, ...options }
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler takes parameter types from here once no overload fits
type Rest = ScopedOptions<RoundCriterionOptions<any, any>>
