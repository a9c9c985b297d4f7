import { callback, optionsOf, parseOptions, positive } from '@subnetkit/base'
import type { Scoped, ScopeOf } from '../parts.js'
import type { RoundCriterion, RoundEntry, Scope } from '../rubric.js'
import { numberFeature } from './features.js'
import { type GroupOptions, groupFields, groupPart } from './group-options.js'
import { type ScopedOptions, splitScope } from './scoped-options.js'

/** Agreement of numbers with the median of the peers. */
export interface NumberAgreementOptions<A> extends GroupOptions<A> {
  /** Returns the number that is compared; finite. */
  readonly number: (answer: A) => number
  /** Distance from the median at which the score is 0; positive. */
  readonly tolerance: number
  readonly label?: undefined
}

/** Agreement of labels with those of the peers. */
export interface LabelAgreementOptions<A> extends GroupOptions<A> {
  /** Returns the label that is compared. */
  readonly label: (answer: A) => string | boolean
  readonly number?: undefined
  readonly tolerance?: undefined
}

/** Options of {@link agreement}. */
export type AgreementOptions<A> = NumberAgreementOptions<A> | LabelAgreementOptions<A>

const numberOptions = optionsOf({ number: callback(), tolerance: positive(), ...groupFields })
const labelOptions = optionsOf({ label: callback(), ...groupFields })

/**
 * Agreement of an answer with those of the other miners in its group, for tasks without a truth. Every answer counts
 * the same, whatever the stake of its miner, and its own answers never count for itself. In a group of tasks of which some miners
 * have more, they weigh more: shared families give all as many.
 *
 * Numbers: 1 at the median of the peers, falling to 0 at `tolerance` from it. One miner moves the median of another by no
 * further than to the next number of a peer.
 *
 * Labels: the peers that give the same label, as a share of those that give the most frequent one. Bound: another
 * miner with one answer changes the score by at most 2 / (m + 1), where m peers give the most frequent label.
 *
 * Whoever holds half of the registrations in a group decides what agrees, and miners are paid for guessing what others
 * say. Use it for shared families, beside tasks that have a truth. Needs two peers unless `minPeers` says otherwise.
 * Throws CONFIG_INVALID for unknown options.
 * @example
 * agreement('price', 1, { number: ({ output }) => output.price, tolerance: 0.5 })
 * agreement('verdict', 1, { label: ({ output }) => output.verdict })
 */
export function agreement<A>(name: string, weight: number, options: AgreementOptions<A>): RoundCriterion<A>
export function agreement<A, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  options: AgreementOptions<NoInfer<Scoped<A, S>>>,
): RoundCriterion<A>
export function agreement(name: string, weight: number, ...rest: Rest): RoundCriterion<never> {
  const [scope, options] = splitScope(rest)
  parseOptions(options.label === undefined ? numberOptions : labelOptions, options, 'agreement')
  const part = { name, weight, ...scope, minPeers: 2, ...groupPart(options) }
  const { label, number, tolerance } = options
  if (label) return { ...part, feature: (answer) => labelOf(label(answer)), compare: compareLabels }
  return {
    ...part,
    feature: (answer) => numberFeature(number(answer)),
    compare(entries: readonly RoundEntry<number>[]) {
      const medians = new Map<string, number>()
      return entries.map(({ miner, feature }) => {
        const median = medians.get(miner) ?? medianOfOthers(entries, miner)
        medians.set(miner, median)
        if (Number.isNaN(median)) return null
        return Math.max(0, 1 - Math.abs(feature - median) / tolerance)
      })
    },
  }
}

/** NaN without others. */
function medianOfOthers(entries: readonly RoundEntry<number>[], miner: string): number {
  const others = entries.filter((one) => one.miner !== miner).map(({ feature }) => feature)
  const sorted = Float64Array.from(others).sort()
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!]
  return low / 2 + high / 2
}

function compareLabels(entries: readonly RoundEntry<string>[]): (number | null)[] {
  const scores = new Map<string, (label: string) => number | null>()
  return entries.map(({ miner, feature }) => {
    const score = scores.get(miner) ?? scoreBeside(entries, miner)
    scores.set(miner, score)
    return score(feature)
  })
}

function scoreBeside(
  entries: readonly RoundEntry<string>[],
  miner: string,
): (label: string) => number | null {
  const votes = new Map<string, number>()
  for (const one of entries) {
    if (one.miner !== miner) votes.set(one.feature, (votes.get(one.feature) ?? 0) + 1)
  }
  if (votes.size === 0) return () => null
  const most = Math.max(...votes.values())
  return (label) => (votes.get(label) ?? 0) / most
}

function labelOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean') return `${value}`
  throw new TypeError(`${typeof value} is no label to agree on`)
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler takes parameter types from here once no overload fits
type Rest = ScopedOptions<AgreementOptions<any>>
