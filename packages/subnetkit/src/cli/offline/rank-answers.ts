import type { Score } from '@subnetkit/core'
import type { ScoredAnswer } from './score-answers.js'

/** A miner with what all of its answers earned. */
export interface RankedMiner {
  /** 1 for the best; equal means have the same rank. */
  readonly rank: number
  readonly miner: string
  /** Mean over the tasks that count; absent and malformed answers count 0. */
  readonly mean: number
  /** Share of the weights that the policy of the subnet gives for these means. */
  readonly share: number
  readonly answers: number
  readonly outcomes: Readonly<Record<ScoredAnswer['outcome'], number>>
  /** Answers whose score a gate set to 0, by gate. */
  readonly failedGates: Readonly<Record<string, number>>
  /** Mean of each criterion and factor over the answers that it was applied to. */
  readonly parts: Readonly<Record<string, number>>
  /** Mean of each family. */
  readonly families: Readonly<Record<string, number>>
}

/** Ranks miners by the mean of their answers, the best first. */
export function rankMiners(
  answers: readonly ScoredAnswer[],
  weights: { shares(scores: readonly number[]): number[] },
): readonly RankedMiner[] {
  const miners = [...groupBy(answers, ({ hotkey }) => hotkey)]
    .map(([miner, own]) => summaryOf(miner, own))
    .sort((one, other) => other.mean - one.mean || (one.miner < other.miner ? -1 : 1))
  const means = miners.map(({ mean }) => mean)
  const shares = weights.shares(means)
  return miners.map((miner, at) => ({
    // Equal answers may differ in the last digits of a mean.
    rank: means.filter((other) => other - miner.mean >= 1e-12).length + 1,
    ...miner,
    share: shares[at] ?? 0,
  }))
}

function summaryOf(miner: string, answers: readonly ScoredAnswer[]) {
  // In the order in which a fold adds them up.
  const counting = answers.filter(({ outcome }) => outcome !== 'ours').sort(byTask)
  const outcomes = { scored: 0, absent: 0, malformed: 0, refused: 0, ours: 0 }
  for (const { outcome } of answers) outcomes[outcome] += 1
  const gates = groupBy(
    answers.flatMap(({ parts }) => parts?.failedGate ?? []),
    (name) => name,
  )
  const families = groupBy(counting, ({ family }) => family)
  return {
    miner,
    mean: mean(counting.map(({ score }) => score)),
    answers: answers.length,
    outcomes,
    failedGates: Object.fromEntries([...gates].map(([name, all]) => [name, all.length])),
    parts: partMeans(answers),
    families: Object.fromEntries(
      [...families].map(([name, own]) => [name, mean(own.map(({ score }) => score))]),
    ),
  }
}

/** Mean of each criterion and factor over the answers that it was applied to. */
function partMeans(answers: readonly ScoredAnswer[]): Readonly<Record<string, number>> {
  const values = groupBy(
    answers.flatMap(({ parts }) => (parts === null ? [] : namedParts(parts))),
    ([name]) => name,
  )
  return Object.fromEntries([...values].map(([name, all]) => [name, mean(all.map(([, value]) => value))]))
}

/** Criteria and factors of a score, by name. */
export const namedParts = ({
  criteria,
  factors,
}: Score): readonly (readonly [name: string, value: number])[] => [
  ...criteria.map(({ name, score }) => [name, score] as const),
  ...factors.map(({ name, factor }) => [name, factor] as const),
]

/** Groups items by a name, in the order in which the names first occur. */
export function groupBy<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = nameOf(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}

const byTask = (one: ScoredAnswer, other: ScoredAnswer) =>
  one.round - other.round || (one.taskId < other.taskId ? -1 : one.taskId > other.taskId ? 1 : 0)

/** Mean of numbers; 0 of none. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
