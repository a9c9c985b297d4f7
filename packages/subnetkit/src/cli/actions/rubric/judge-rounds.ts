import { withDeadline } from '@subnetkit/base'
import {
  createRandom,
  failureOf,
  frozenCopy,
  isNotChecked,
  isNotYet,
  mutation,
  type RoundCriterion,
  type RoundEntry,
  type RoundScore,
} from '@subnetkit/core'
import { groupBy } from '../../offline/rank-answers.js'
import { type Finding, shown } from './findings.js'
import type { FamilySamples } from './gather-samples.js'

/** Entries of a group, miners whose answers are changed, and answers that they are changed to. */
const [mostEntries, mostChanged, mostChanges] = [16, 4, 8]
/** Fewest entries of a group that says something about others. */
const fewestEntries = 3
/** Fall of another's score that is reported, and one that takes nearly all of it. */
const [farFall, wholeFall] = [0.5, 0.9]

/** Judges how round criteria compare: what fails, what depends on the order, and what one answer does to the others. */
export async function judgeRounds(
  criteria: readonly RoundCriterion<never>[],
  families: readonly Pick<FamilySamples, 'hasTruth' | 'samples'>[],
  deadlineMs: number,
): Promise<readonly Finding[]> {
  const samples = families.flatMap((family) =>
    family.samples.map((one) => ({ ...one, hasTruth: family.hasTruth })),
  )
  const findings: Finding[] = []
  for (const criterion of criteria) {
    const features = samples.flatMap(({ kind, parts, hasTruth }) => {
      const feature = parts?.features?.[criterion.name]
      return feature ? [{ ...feature, hasTruth, isRight: kind === 'right' }] : []
    })
    const groups = groupBy(features, ({ group }) => group)
    const [largest] = [...groups.values()].toSorted((one, other) => other.length - one.length)
    if (largest === undefined || largest.length < fewestEntries) continue
    const group = largest[0]!.group
    const values = largest.map(({ value }) => value)
    const right = largest.flatMap(({ isRight, value }) => (isRight ? [value] : []))
    findings.push(
      ...(await judgeGroup(
        criterion,
        { group, values, right, isRelative: !largest.some(({ hasTruth }) => hasTruth) },
        deadlineMs,
      )),
    )
  }
  return findings
}

/** Answers that are compared. */
interface Group {
  readonly group: string
  /** Features of all answers, and of those that are right. */
  readonly values: readonly unknown[]
  readonly right: readonly unknown[]
  /** True if no answer of it is right or wrong in itself: all that one can win is what others lose. */
  readonly isRelative: boolean
}

async function judgeGroup(
  criterion: RoundCriterion<never>,
  { group, values, right, isRelative }: Group,
  deadlineMs: number,
): Promise<readonly Finding[]> {
  const part = `round criterion ${criterion.name}`
  const of = { part, family: null }
  const entries = spread(values, mostEntries).map((feature, at) => ({
    feature,
    miner: `miner ${at}`,
    past: [],
  }))
  const run = createCompare(criterion, group, deadlineMs)
  try {
    const { scores: before, isRandom } = await run(entries)
    if (!isRandom) {
      const { scores: reversed } = await run(entries.toReversed())
      const gaps = reversed.toReversed().map((score, at) => Math.abs(score - before[at]!))
      const gap = Math.max(0, ...gaps.filter((one) => !Number.isNaN(one)))
      if (gap > 1e-6) {
        return [
          {
            ...{ code: 'ORDER_MATTERS', severity: 'error', ...of, numbers: { gap, entries: entries.length } },
            message: `${part} gave a miner ${shown(gap)} more or less once the entries of ${group} were reversed`,
            fix: `Let ${part} depend on the set of entries, whatever their order.`,
          },
        ]
      }
    }
    // Once among answers of every kind, and once among miners that are all right.
    const honest = entriesOf(right.length === 0 ? [] : spread(repeat(right, fewestEntries), mostEntries))
    const falls = [
      await worstFall(entries, values, before, run),
      await worstFall(honest, values, (await run(honest)).scores, run),
    ]
    const { fall, from } = falls[1]!.fall > falls[0]!.fall ? falls[1]! : falls[0]!
    if (fall <= farFall + 1e-6) return []
    return [
      {
        ...{ code: 'MOVES_OTHERS', severity: fall >= wholeFall && !isRelative ? 'error' : 'warning', ...of },
        numbers: { fall, from, entries: entries.length },
        message: `one miner's answer lowered another's ${part} from ${shown(from)} to ${shown(from - fall)} among ${entries.length} miners`,
        fix: `Bound what one entry does to another in ${part}, such as by a floor, or give the criterion less weight.`,
      },
    ]
  } catch (error) {
    const reason = failureOf(error)
    if (reason.startsWith(mutation)) {
      return [
        {
          ...{ code: 'MUTATES', severity: 'error', ...of, numbers: { entries: entries.length } },
          message: `${part} failed on the answers of ${group}: ${reason}`,
          fix: `Let ${part} work on copies: toSorted() instead of sort(), a new object instead of an assignment.`,
        },
      ]
    }
    return [
      {
        ...{ code: 'COMPARE_FAILS', severity: 'error', ...of, numbers: { entries: entries.length } },
        message: `${part} failed on the answers of ${group}: ${reason}`,
        fix: `Make ${part} return one number from 0 to 1 for each entry, whatever the answers are: where it fails it is left out.`,
      },
    ]
  }
}

type Entry = RoundEntry<unknown>

const entriesOf = (features: readonly unknown[]): readonly Entry[] =>
  features.map((feature, at) => ({ feature, miner: `miner ${at}`, past: [] }))

const repeat = (items: readonly unknown[], least: number): readonly unknown[] =>
  items.length >= least ? items : Array.from({ length: least }, (_, at) => items[at % items.length])
type Run = (
  entries: readonly Entry[],
) => Promise<{ readonly scores: readonly number[]; readonly isRandom: boolean }>

/** Runs the comparison with the same random numbers and verdicts each time. */
function createCompare(criterion: RoundCriterion<never>, group: string, deadlineMs: number): Run {
  const verdicts = new Map<string, Promise<unknown>>()
  return async (entries) => {
    let isRandom = false
    const random = createRandom(new Uint8Array(32))
    const context = {
      ...{ round: 1, group, signal: AbortSignal.timeout(deadlineMs) },
      report() {},
      get random() {
        isRandom = true
        return random
      },
      verdict<T>(key: string, ask: () => T | Promise<T>): Promise<T> {
        const known = verdicts.get(key) ?? Promise.resolve(ask())
        verdicts.set(key, known)
        return known as Promise<T>
      },
    }
    const late = () => new Error(`no result within ${deadlineMs} ms`)
    const compare = criterion.compare as (entries: readonly Entry[], context: unknown) => unknown
    const scores = (await withDeadline(
      Promise.resolve(compare(frozenCopy(entries).value, context)),
      deadlineMs,
      late,
    )) as unknown
    if (!Array.isArray(scores) || scores.length !== entries.length) {
      throw new Error(`it returned no list of ${entries.length} scores`)
    }
    return { scores: (scores as RoundScore[]).map(numberOf), isRandom }
  }
}

/** Score of an entry; NaN, which compares with nothing, for one that is left out. */
function numberOf(score: RoundScore): number {
  if (score === null || isNotYet(score) || isNotChecked(score)) return Number.NaN
  const value = typeof score === 'object' ? score.score : score
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new Error(`it returned ${String(value)}`)
}

/** Changes one entry to what others have, and returns the furthest fall of another miner's score. */
async function worstFall(
  entries: readonly Entry[],
  values: readonly unknown[],
  before: readonly number[],
  run: Run,
) {
  let worst = { fall: 0, from: 0 }
  if (entries.length < fewestEntries) return worst
  for (const changed of spread([...entries.keys()], mostChanged)) {
    for (const feature of spread(values, mostChanges)) {
      const { scores } = await run(
        entries.map((entry, at) => (at === changed ? { ...entry, feature } : entry)),
      )
      for (const [at, score] of scores.entries()) {
        const fall = at === changed ? 0 : before[at]! - score
        if (fall > worst.fall) worst = { fall, from: before[at]! }
      }
    }
  }
  return worst
}

/** Takes at most so many items, evenly over all of them. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]!)
}
