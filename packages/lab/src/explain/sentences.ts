import type { ExplainedGroup, Explanation, GroupFigures, Periods } from './explanation.js'

const share = (value: number): string => value.toFixed(2)
const percent = (value: number): string => `${Math.round(value * 100)} %`
const ratioOf = (one: number, other: number): number => (other === 0 ? 0 : one / other)

const scoreOf = ({ own, honest }: ExplainedGroup): number => ratioOf(own.score, honest.score)
const workOf = ({ own, honest }: ExplainedGroup): number => ratioOf(own.work, honest.work)
const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
const isAsked = ({ own, honest }: ExplainedGroup): boolean => own.questions > 0 && honest.questions > 0
const isCheap = (group: ExplainedGroup): boolean =>
  scoreOf(group) >= 0.8 && workOf(group) <= 0.6 * scoreOf(group)
const isAbsent = ({ answered }: GroupFigures): boolean => answered < 0.05

/** Says in words what the figures of a miner show. Every sentence follows from figures alone. */
export function sentencesOf(facts: Omit<Explanation, 'sentences'>, periods: Periods): readonly string[] {
  const [all] = facts.groups
  if (all === undefined) return []
  return [
    `For ${share(facts.cost)} of an honest miner's cost of a place it is paid ${share(facts.pay)} of its pay: ${share(facts.ratio)} for its cost.`,
    ...(isCheap(all)
      ? [
          `Over all questions it scores ${share(scoreOf(all))} of honest at ${share(workOf(all))} of the work.`,
        ]
      : []),
    ...splitBy(facts, 'family'),
    ...splitBy(facts, 'validator'),
    ...splitBy(facts, 'place'),
    ...paidBeyondScore(facts, all),
    ...ofAnswers(facts),
    ...ofPeriods(periods),
    ...ofCriteria(facts),
    ...ofHotkeys(facts),
    ...ofSilence(all),
  ]
}

const kinds = {
  family: ['family', 'families'],
  validator: ['validator', 'validators'],
  place: ['', ''],
} as const

/** Groups that cost it little for their score, and those that it leaves alone. */
function splitBy({ groups, pay }: Omit<Explanation, 'sentences'>, by: keyof typeof kinds): string[] {
  const own = groups.filter((group) => group.by === by && isAsked(group))
  const [one, many] = kinds[by]
  const named = (chosen: readonly ExplainedGroup[]) =>
    [chosen.length === 1 ? one : many, list(chosen.map(({ name }) => name))].join(' ').trim()
  const cheap = own.filter(isCheap)
  const silent = own.filter(({ own: figures, honest }) => isAbsent(figures) && !isAbsent(honest))
  const spared = own.filter((group) => workOf(group) < 0.3 && scoreOf(group) < 0.5 && !silent.includes(group))
  // What it does everywhere is no matter of the groups.
  const some = (chosen: readonly ExplainedGroup[]) => chosen.length > 0 && chosen.length < own.length
  const mean = (chosen: readonly ExplainedGroup[], of: (group: ExplainedGroup) => number) =>
    chosen.reduce((sum, group) => sum + of(group), 0) / chosen.length
  const loss = pay >= 0.9 ? 'without loss' : `and has ${share(pay)} of an honest pay`
  return [
    ...(some(cheap)
      ? [
          `It scores ${share(mean(cheap, scoreOf))} of honest in ${named(cheap)} at ${share(mean(cheap, workOf))} of the work.`,
        ]
      : []),
    ...(some(silent) ? [`It is silent in ${named(silent)}, ${loss}.`] : []),
    ...(some(spared)
      ? [
          `It does ${share(mean(spared, workOf))} of the work in ${named(spared)}, where it scores ${share(mean(spared, scoreOf))} of honest, ${loss}.`,
        ]
      : []),
  ]
}

/** Scores are less than those of honest miners, and pay is not. */
function paidBeyondScore({ pay }: Omit<Explanation, 'sentences'>, all: ExplainedGroup): string[] {
  const score = scoreOf(all)
  if (pay < score + 0.1) return []
  const why =
    score < 1
      ? 'scoreboard, weights or consensus forgive what it does not score'
      : 'weights pay more than in proportion for what is above the rest'
  return [`Its mean score is ${share(score)} of honest, its pay ${share(pay)}: ${why}.`]
}

function ofAnswers({ copied, repeated, groups }: Omit<Explanation, 'sentences'>): string[] {
  const honest = groups[0]!.honest.score
  const line = (what: string, part: Explanation['copied']) =>
    part.share < part.honest + 0.05
      ? []
      : [
          `${percent(part.share)} of its answers ${what}; they score ${share(ratioOf(part.score, honest))} of honest at ${share(part.work)} of the work.`,
        ]
  return [
    ...line('equal one that another miner had given to the same question before', copied),
    ...line('equal one of its own to an earlier question', repeated),
  ]
}

/** It is paid in epochs in which it hardly works. */
function ofPeriods({ working, idle }: Periods): string[] {
  if (working.epochs === 0 || idle.epochs === 0 || idle.pay < 0.1) return []
  return [
    `It works in ${working.epochs} epochs (${share(working.work)} of honest work, ${share(working.pay)} of the pay) and hardly in ${idle.epochs}, in which it does ${share(idle.work)} of the work and still has ${share(idle.pay)} of the pay.`,
  ]
}

/** Criteria that it meets cheaply, and the one that costs it most. */
function ofCriteria({ groups }: Omit<Explanation, 'sentences'>): string[] {
  const criteria = groups.filter(
    ({ by, own, honest }) => by === 'criterion' && own.questions > 0 && honest.questions > 0,
  )
  if (criteria.length === 0) return []
  const met = criteria.filter((group) => scoreOf(group) >= 0.9 && workOf(group) <= 0.6)
  const missed = criteria
    .filter((group) => scoreOf(group) < 0.9)
    .toSorted((one, other) => scoreOf(one) - scoreOf(other))[0]
  return [
    ...(met.length === 0
      ? []
      : [
          `Of the parts of the rubric, ${list(met.map(({ name }) => name))} gave it ${share(met.reduce((sum, group) => sum + scoreOf(group), 0) / met.length)} of an honest score at little work.`,
        ]),
    ...(missed === undefined
      ? []
      : [
          `The part ${missed.name} costs it most: ${share(missed.own.score)}, and ${share(missed.honest.score)} of honest miners.`,
        ]),
  ]
}

function ofHotkeys({ hotkeys, registrations, groups }: Omit<Explanation, 'sentences'>): string[] {
  return [
    ...(hotkeys > 1
      ? [
          `Its operator runs ${hotkeys} hotkeys, which do ${share(workOf(groups[0]!))} of an honest miner's work each.`,
        ]
      : []),
    ...(registrations > hotkeys
      ? [
          `It registered ${registrations} times for ${hotkeys === 1 ? 'one hotkey' : `${hotkeys} hotkeys`} at a time.`,
        ]
      : []),
  ]
}

function ofSilence({ own, honest }: ExplainedGroup): string[] {
  const missing = honest.answered - own.answered
  return missing < 0.05
    ? []
    : [`It leaves ${percent(missing)} more of its questions without an answer than honest miners do.`]
}
