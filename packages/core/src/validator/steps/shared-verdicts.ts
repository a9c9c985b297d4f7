import type { ComparableAnswer } from '../../rubric/round/comparison.js'
import { lookUpPast } from '../../rubric/round/past-features.js'
import type { RoundCriterion, Rubric } from '../../rubric/rubric.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { VerdictRecord } from '../../store/comparisons.js'
import type { Store } from '../../store/store.js'

/** A version of the scoring, and its name. */
interface Scoring {
  readonly version: string
  readonly rubric: Pick<Rubric<never>, 'roundCriteria'>
}

/** Round that two versions compare. */
interface SharedRound {
  readonly number: number
  readonly active: Scoring
  readonly shadow: Scoring
  /** Answers that the shadow compares. */
  readonly answers: readonly ComparableAnswer[]
}

/**
 * Returns the verdicts of the active version that hold for the one in its shadow, too: of a criterion that both have, on groups of the same
 * answers. A judge is not asked for them again.
 */
export async function sharedVerdicts(
  store: Pick<Store, 'verdicts' | 'bareReceipts' | 'pastFeatures'>,
  { number, active, shadow, answers }: SharedRound,
): Promise<readonly VerdictRecord[]> {
  const criteria = shadow.rubric.roundCriteria.filter((own) =>
    active.rubric.roundCriteria.some((other) => isSame(own, other)),
  )
  const verdicts = criteria.length === 0 ? [] : await store.verdicts(number)
  if (verdicts.length === 0) return []
  const scored = (await store.bareReceipts(number)).flatMap(({ parts, ...of }) =>
    parts?.features ? [{ ...of, parts }] : [],
  )
  const same = new Set<string>()
  for (const criterion of criteria) {
    const past = (version: string) => pastOf(store, number, criterion, version)
    const [here, there] = [
      groupTexts(criterion.name, answers, await past(shadow.version)),
      groupTexts(criterion.name, scored, await past(active.version)),
    ]
    for (const [group, text] of here) if (there.get(group) === text) same.add(groupKey(criterion.name, group))
  }
  return verdicts.filter(({ criterion, group }) => same.has(groupKey(criterion, group)))
}

/** True for criteria that compare alike; a weight changes no verdict. */
const isSame = (one: RoundCriterion<never>, other: RoundCriterion<never>) =>
  one.name === other.name && one.compare === other.compare && (one.past ?? 0) === (other.past ?? 0)

const groupKey = (criterion: string, group: string) => JSON.stringify([criterion, group])

type Past = (answer: ComparableAnswer) => readonly unknown[]

async function pastOf(
  store: Pick<Store, 'pastFeatures'>,
  number: number,
  { name, past = 0 }: RoundCriterion<never>,
  version: string,
): Promise<Past> {
  if (past === 0) return () => []
  const lookUp = lookUpPast(await store.pastFeatures(number, past, version))
  return (answer) => lookUp(answer, name, past)
}

/** Everything that a criterion compares in each group, as text. */
function groupTexts(name: string, answers: readonly ComparableAnswer[], past: Past) {
  const groups = new Map<string, string[]>()
  for (const answer of answers) {
    const feature = answer.parts.features?.[name]
    if (feature === undefined) continue
    const { group, value } = feature
    const members = groups.get(group) ?? []
    groups.set(group, members)
    members.push(JSON.stringify([minerKey(answer), answer.taskId, value, past(answer)]))
  }
  return new Map([...groups].map(([group, members]) => [group, members.sort().join('\n')]))
}
