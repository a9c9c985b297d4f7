import {
  callback,
  integer,
  limitTime,
  made,
  milliseconds,
  number,
  oneOf,
  optionsOf,
  parseOptions,
  reasonOf,
  safeText,
  untilAborted,
} from '@subnetkit/base'
import type { Scoped, ScopeOf } from '../parts.js'
import type { RoundContext, RoundCriterion, RoundEntry, RoundScore, Scope } from '../rubric.js'
import { type Duel, rateDuels, winShare } from './bradley-terry.js'
import { drawPairings, type Pairing } from './duels.js'
import { mostFeatureBytes, readJson } from './features.js'
import { type GroupOptions, groupFields, groupPart } from './group-options.js'
import { cutDuelist, type Duelist, type Judge } from './judge.js'
import { createPause } from './pause.js'
import { type ScopedOptions, splitScope } from './scoped-options.js'
import { countFailures, findUnfit } from './unfit.js'

/** Options of both kinds of {@link pairwise}. */
export interface PairwiseBasics<A> extends GroupOptions<A> {
  /** Other answers that each one meets; an odd number is rounded up. @default 4 */
  readonly rivals?: number | undefined
  /**
   * Sides that are shown first: `both` asks twice for each duel and takes the mean, since judges favour a place; `coin`
   * asks once, in a random order. @default 'both'
   */
  readonly order?: 'both' | 'coin' | undefined
  /**
   * Precision of the prior that draws ratings towards the average: the higher it is, the more wins it takes to leave it,
   * and the less one miner can do to another. 0.25 to 10. @default 1
   */
  readonly prior?: number | undefined
}

/** Duels that a function decides. */
export interface FunctionDuelOptions<A, Feature> extends PairwiseBasics<A> {
  /** Returns what of an answer meets others: JSON of at most 4 kB. */
  readonly of: (answer: A) => Feature
  /**
   * Returns the share of the win of the first, 0 to 1; deterministic, since a replay runs it again. An answer without a result
   * against itself is refused, and one that has none against most others loses those duels.
   */
  readonly duel: (first: Feature, second: Feature) => number
  readonly judge?: undefined
  readonly atOnce?: undefined
  readonly judgeMs?: undefined
  readonly budget?: undefined
  readonly deadlineMs?: undefined
}

/** Duels that a judge decides. */
export interface JudgedDuelOptions<A> extends PairwiseBasics<A> {
  /** Returns what the judge sees, of which about the first 1,200 bytes of the question and 2,800 of the answer are kept. */
  readonly of: (answer: A) => Duelist
  readonly judge: Judge
  /** Verdicts asked for at the same time. @default 4 */
  readonly atOnce?: number | undefined
  /** Time for each verdict, in ms. @default 30_000 */
  readonly judgeMs?: number | undefined
  /** Verdicts of one group in one round, at most: answers meet fewer rivals where they would need more. @default 1_000 */
  readonly budget?: number | undefined
  /** Time for all verdicts of a group, in ms. @default 600_000 */
  readonly deadlineMs?: number | undefined
  readonly duel?: undefined
}

/** Options of {@link pairwise}. */
export type PairwiseOptions<A, Feature> = FunctionDuelOptions<A, Feature> | JudgedDuelOptions<A>

const basics = {
  rivals: integer(1, 100).default(4),
  order: oneOf('both', 'coin').default('both'),
  prior: number(0.25, 10).default(1),
  ...groupFields,
}
const functionOptions = optionsOf({ of: callback(), duel: callback(), ...basics })
const judgedOptions = optionsOf({
  ...{ of: callback(), judge: made<Judge>('a judge', 'judge'), ...basics },
  atOnce: integer(1, 1_000).default(4),
  judgeMs: milliseconds().default(30_000),
  budget: integer(1).default(1_000),
  deadlineMs: milliseconds().default(600_000),
})

/**
 * Duels between the answers of a group, decided by a function or a judge, and folded into ratings (Bradley–Terry with a
 * prior). The score is the chance to win against the average: 0.5 for an average answer. The receipt has the rating with
 * its uncertainty and the number of duels.
 *
 * The pairs follow from the secret of the round, so that no miner can choose. Verdicts of a judge are stored before
 * they count. Duels of which one fails twice, the second time after all others, are left out of the ratings, and reported. An answer that
 * fails in most of its duels, while those that it meets are ruled on elsewhere, loses them. If a third of the other verdicts of a
 * group fail, so does the comparison, and no miner is charged.
 *
 * Bound: another miner changes the score by at most tanh(1 / (2 × `prior`)), whatever it answers: 0.46 by default. Each of its
 * answers meets an answer of yours at most once. A judge reads what miners write: see `createJudge` in `@subnetkit/models` for the guard against
 * instructions in answers, and let other criteria decide what can be measured.
 * Throws CONFIG_INVALID for unknown options.
 * @example
 * pairwise('shorter', 1, { of: ({ output }) => output.text.length, duel: (a, b) => (a < b ? 1 : a > b ? 0 : 0.5) })
 * pairwise('better', 2, { of: ({ input, output }) => ({ question: input.text, answer: output.text }), judge })
 */
export function pairwise<A, Feature = unknown>(
  name: string,
  weight: number,
  options: PairwiseOptions<A, Feature>,
): RoundCriterion<A>
export function pairwise<A, Feature, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  options: PairwiseOptions<NoInfer<Scoped<A, S>>, Feature>,
): RoundCriterion<A>
export function pairwise(name: string, weight: number, ...rest: Rest): RoundCriterion<never> {
  const [scope, options] = splitScope(rest)
  const common = { name, weight, ...scope, ...groupPart(options) }
  if (options.judge === undefined) {
    const { rivals, order, prior } = parseOptions(functionOptions, options, 'pairwise')
    const { of, duel } = options
    return {
      ...common,
      async feature(answer) {
        const feature = readJson(await of(answer), mostFeatureBytes)
        checked(duel(feature, feature))
        return feature
      },
      async compare(entries: readonly RoundEntry<unknown>[], { random, report }) {
        const pause = createPause()
        const duels: Duel[] = []
        const failures: Pairing[] = []
        let firstFailure: unknown
        for (const [first, second] of drawPairings(minersOf(entries), rivals, random)) {
          const orders = ordersOf(order, random)
          try {
            const shares = orders.map((isSwapped) => {
              const [one, other] = isSwapped ? [second, first] : [first, second]
              const share = checked(duel(entries[one]!.feature, entries[other]!.feature))
              return isSwapped ? 1 - share : share
            })
            duels.push({ first, second, share: mean(shares) })
          } catch (error) {
            firstFailure ??= error
            failures.push([first, second])
          }
          await pause()
        }
        if (duels.length === 0 && failures.length > 0) throw firstFailure
        if (failures.length > 0)
          report(`${failures.length} duels failed, such as: ${reasonOf(firstFailure).slice(0, 300)}`)
        const unfit = findUnfit(countDuels(entries.length, duels), failures)
        return scoresOf(entries.length, { duels, failures, unfit }, prior)
      },
    }
  }
  const { rivals, order, prior, atOnce, judgeMs, budget, deadlineMs, judge } = parseOptions(
    judgedOptions,
    options,
    'pairwise',
  )
  const { of } = options
  return {
    ...{ ...common, deadlineMs },
    feature: async (answer) => cutDuelist(await of(answer)),
    async compare(entries: readonly RoundEntry<Duelist>[], context) {
      const each = order === 'both' ? 2 : 1
      const affordable = Math.floor(budget / each / entries.length) * 2
      if (affordable === 0) {
        throw new Error(`a budget of ${budget} verdicts is too small for ${entries.length} answers`)
      }
      const { random } = context
      const pairings = drawPairings(minersOf(entries), Math.min(rivals, affordable), random)
      const tries = pairings.flatMap((pairing) =>
        ordersOf(order, random).map((isSwapped) => ({ pairing, isSwapped })),
      )
      const { duels, failures, unfit } = await askAll(entries, tries, { judge, atOnce, judgeMs }, context)
      return scoresOf(entries.length, { duels, failures, unfit }, prior)
    },
  }
}

const minersOf = (entries: readonly RoundEntry<unknown>[]) => entries.map(({ miner }) => miner)
const mean = (shares: readonly number[]) => shares.reduce((sum, one) => sum + one, 0) / shares.length

/** Orders in which a duel is shown; true for the second side first. */
const ordersOf = (order: 'both' | 'coin', random: RoundContext['random']) =>
  order === 'both' ? [false, true] : [random.chance(0.5)]

function checked(share: unknown): number {
  if (typeof share === 'number' && share >= 0 && share <= 1) return share
  throw new RangeError(`a duel returned ${safeText(share).slice(0, 100)}, which is no share from 0 to 1`)
}

/** Duels of each entry. */
function countDuels(count: number, duels: readonly Duel[]): Uint32Array {
  const fought = new Uint32Array(count)
  for (const { first, second } of duels) {
    fought[first]! += 1
    fought[second]! += 1
  }
  return fought
}

/** Duels of a group, and those that could not be decided. */
interface Fought {
  readonly duels: readonly Duel[]
  readonly failures: readonly Pairing[]
  /** Entries that lose the duels that failed, and are below all others. */
  readonly unfit: ReadonlySet<number>
}

/** The chance to win against the average; null for an entry without a duel. */
function scoresOf(count: number, { duels, failures, unfit }: Fought, prior: number): RoundScore[] {
  const fought = countDuels(count, duels)
  const ratings = rateDuels(count, duels, prior)
  // Rated apart, so that what an unfit entry loses makes no other stronger.
  const losses = failures.flatMap(([first, second]) =>
    unfit.has(first) === unfit.has(second) ? [] : { first, second, share: unfit.has(first) ? 0 : 1 },
  )
  const withLosses = unfit.size > 0 ? rateDuels(count, [...duels, ...losses], prior) : ratings
  const failed = countFailures(count, failures)
  const lowest = Math.min(
    0.5,
    ...ratings.flatMap(({ rating }, at) => (unfit.has(at) ? [] : winShare(rating))),
  )
  return ratings.map((rated, at) => {
    const isUnfit = unfit.has(at)
    if (fought[at] === 0 && !isUnfit) return null
    const { rating, deviation } = isUnfit ? withLosses[at]! : rated
    const score = isUnfit ? Math.min(lowest, winShare(rating)) : winShare(rating)
    const detail = { rating: rounded(rating), deviation: rounded(deviation), duels: fought[at] }
    return { score, detail: isUnfit ? { ...detail, failed: failed[at] } : detail }
  })
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000

interface Try {
  readonly pairing: Pairing
  readonly isSwapped: boolean
}

/** Verdict as it is stored. */
type Verdict = { readonly winner: string } | { readonly failed: string }

/** Share of verdicts that may fail. */
const mostFailed = 1 / 3

/**
 * Asks for all verdicts, some at once, and once more at the end for those that failed: a judge that was down for a while
 * rules on them then. A duel counts if all its orders were ruled on. Throws if more fail than single answers account for.
 */
async function askAll(
  entries: readonly RoundEntry<Duelist>[],
  tries: readonly Try[],
  { judge, atOnce, judgeMs }: { readonly judge: Judge; readonly atOnce: number; readonly judgeMs: number },
  { verdict, signal, report }: RoundContext,
): Promise<Fought> {
  const shares = new Map<Pairing, number[]>()
  const failed: { readonly pairing: Pairing; readonly reason: string }[] = []
  const again: Try[] = []
  let isOver = false
  async function rule({ pairing, isSwapped }: Try, isLast: boolean): Promise<void> {
    const [first, second] = isSwapped ? [pairing[1], pairing[0]] : pairing
    const sides = { first: entries[first]!.feature, second: entries[second]!.feature }
    const key = `${first} ${entries[first]!.miner} ${second} ${entries[second]!.miner}`
    const found = await verdict<Verdict>(key, () => ask(judge, sides, { judgeMs, outer: signal, isLast }))
    const share = 'winner' in found ? wins.get(found.winner) : undefined
    if (share === undefined) {
      failed.push({ pairing, reason: 'failed' in found ? found.failed : 'an unknown verdict' })
    } else shares.set(pairing, [...(shares.get(pairing) ?? []), isSwapped ? 1 - share : share])
  }
  async function work(waiting: Iterator<Try> & Iterable<Try>, isLast: boolean): Promise<void> {
    for (const one of waiting) {
      if (isOver) return
      try {
        await rule(one, isLast)
      } catch (error) {
        if (!(error instanceof NoVerdict)) throw error
        again.push(one)
      }
    }
  }
  try {
    for (const [round, isLast] of [[tries, false] as const, [again, true] as const]) {
      const waiting = round.values()
      await Promise.all(Array.from({ length: atOnce }, () => work(waiting, isLast)))
    }
  } finally {
    isOver = true
  }
  const lost = new Set(failed.map(({ pairing }) => pairing))
  const duels = [...shares].flatMap(([pairing, own]) =>
    lost.has(pairing) ? [] : { first: pairing[0], second: pairing[1], share: mean(own) },
  )
  const unfit = findUnfit(countDuels(entries.length, duels), [...lost])
  const concernsUnfit = ({ pairing }: { readonly pairing: Pairing }) => pairing.some((at) => unfit.has(at))
  const [others, otherTries] = [failed, tries].map((all) => all.filter((one) => !concernsUnfit(one)).length)
  const summary = () =>
    `${failed.length} of ${tries.length} verdicts failed, such as: ${failed.map(({ reason }) => reason).toSorted()[0]}`
  if (others! > otherTries! * mostFailed) throw new Error(summary())
  if (failed.length > 0) report(summary())
  return { duels, failures: [...lost], unfit }
}

const wins: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['tie', 0.5],
  ['second', 0],
])

/** A judge that failed, and is asked again. */
class NoVerdict extends Error {}

/** Asks the judge. What it fails of at last is a verdict, too: a repeated comparison has the same. */
async function ask(
  judge: Judge,
  sides: { readonly first: Duelist; readonly second: Duelist },
  {
    judgeMs,
    outer,
    isLast,
  }: { readonly judgeMs: number; readonly outer: AbortSignal; readonly isLast: boolean },
): Promise<Verdict> {
  using limit = limitTime(judgeMs, { signal: outer })
  try {
    const winner: unknown = await untilAborted(judge.judge(sides, { signal: limit.signal }), limit.signal)
    if (typeof winner !== 'string' || !wins.has(winner)) {
      throw new TypeError(`${safeText(winner).slice(0, 100)} is no winner`)
    }
    return { winner }
  } catch (error) {
    outer.throwIfAborted()
    const reason = limit.isCauseOf(error) ? `no verdict within ${judgeMs} ms` : reasonOf(error)
    if (!isLast) throw new NoVerdict(reason)
    return { failed: reason.slice(0, 300) }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler takes parameter types from here once no overload fits
type Rest = ScopedOptions<PairwiseOptions<any, any>>
