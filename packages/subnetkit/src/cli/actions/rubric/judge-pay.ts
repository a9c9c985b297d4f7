import { groupBy, mean } from '../../offline/rank-answers.js'
import { type Finding, shown } from './findings.js'
import type { FamilySamples, Sample } from './gather-samples.js'
import type { WrongKind } from './wrong-answers.js'

/** Average pay in a family. */
export interface FamilyPay {
  readonly family: string
  readonly rightFrom: string | null
  /** Mean of the right answers; null if none is known. */
  readonly right: number | null
  /** Means of the wrong ones by kind. */
  readonly wrong: Readonly<Partial<Record<WrongKind, number>>>
}

/** Share of the right answers' pay from which wrong ones are reported, and from which that is an error. */
const [reported, tooMuch] = [0.1, 0.25]
/** The same for a criterion that grades, where a wrong answer may be half right. */
const [gradeReported, gradeTooMuch] = [0.25, 0.5]
/** Share that one answer to everything may earn, and share of an answer's half that is nearly all. */
const [constantReported, constantTooMuch, halfTooMuch] = [0.3, 0.9, 0.95]
/** A right answer should earn at least this. */
const leastPay = 0.5

export function payOf({ family, rightFrom, samples }: FamilySamples): FamilyPay {
  const kinds = groupBy(samples.filter(isTimely), ({ kind }) => kind)
  const means = [...kinds].map(([kind, all]) => [kind, mean(all.map(({ score }) => score))] as const)
  const right = means.find(([kind]) => kind === 'right')?.[1] ?? null
  return { family, rightFrom, right, wrong: Object.fromEntries(means.filter(([kind]) => kind !== 'right')) }
}

/** Right answers are there with several latencies; the first is quick. */
function isTimely({ kind, task }: Sample, at: number, all: readonly Sample[]): boolean {
  return kind !== 'right' || all.findIndex((one) => one.kind === 'right' && one.task === task) === at
}

/** Judges what answers earned in one family. */
export function judgePay(samples: FamilySamples): readonly Finding[] {
  const pay = payOf(samples)
  const { family, right, rightFrom } = pay
  if (!samples.hasTruth) return judgeWithoutTruth(pay)
  const findings: Finding[] = []
  if (right === null || right === 0) {
    findings.push({
      code: 'RIGHT_UNKNOWN',
      ...{ severity: 'warning', part: 'rubric', family, numbers: {} },
      message: 'no answer is known that earns anything, so that wrong ones are compared with a full score',
      fix: 'Pass --handlers with a module that answers the tasks.',
    })
  } else if (right < leastPay) {
    findings.push({
      code: 'RIGHT_UNPAID',
      ...{ severity: 'warning', part: 'rubric', family, numbers: { right } },
      message: `the best answers that are known, ${rightFrom}, earn ${shown(right)} on average`,
      fix: 'Check the truth of the tasks and the criteria, or pass better handlers with --handlers.',
    })
  }
  const full = right || 1
  for (const [kind, wrong] of Object.entries(pay.wrong) as [WrongKind, number][]) {
    // What any answer of another task earns is a finding of its own.
    const beyond = kind === 'constant' ? (pay.wrong['other task'] ?? 0) : 0
    const finding = judgeKind(samples, kind, (wrong - beyond) / full, right)
    if (finding) findings.push(finding)
  }
  return worstOfEach(right !== null && right > 0 && right < leastPay ? findings.map(asWarning) : findings)
}

/** Without a truth no answer is known to be wrong: but no worth can be in noise that earns more than answers that are meant. */
function judgeWithoutTruth({ family, right, rightFrom, wrong }: FamilyPay): readonly Finding[] {
  const of = { severity: 'warning', part: 'rubric', family } as const
  if (rightFrom === null || right === null) {
    return [
      {
        ...{ code: 'RIGHT_UNKNOWN', ...of, numbers: {} },
        message: 'its tasks have no truth, and no answers are known: what answers earn is not judged',
        fix: 'Pass --handlers with a module that answers the tasks, to see what its answers earn.',
      },
    ]
  }
  const [worst] = noise
    .flatMap((kind) => (wrong[kind] === undefined ? [] : [{ kind, paid: wrong[kind] }]))
    .toSorted((one, other) => other.paid - one.paid)
  if (worst === undefined || worst.paid <= right) return []
  return [
    {
      ...{ code: 'NOISE_WINS', ...of, numbers: { right, noise: worst.paid } },
      message: `${worst.kind} answers earn ${shown(worst.paid)}, and those of the handlers ${shown(right)}`,
      fix: 'Add a gate that stops such answers, or change what prefers them, unless they are better: there is no truth that could tell.',
    },
  ]
}

/** Kinds of answers that no miner means. */
const noise = ['empty', 'random', 'largest'] as const

/** Next to right answers that earn little, all others look dear. */
const asWarning = (finding: Finding): Finding => ({ ...finding, severity: 'warning' })

function judgeKind(
  { family, samples }: FamilySamples,
  kind: WrongKind,
  share: number,
  right: number | null,
): Finding | null {
  const numbers = { share, ...(right !== null && { right }) }
  const of = { part: 'rubric', family, numbers }
  if (kind === 'constant') {
    if (share < constantReported) return null
    return {
      ...{ code: 'PAYS_CONSTANT', severity: share >= constantTooMuch ? 'error' : 'warning', ...of },
      message: `the right answer to one task, given to every other, is right often enough for ${percent(share)} of what right answers earn`,
      fix: 'Draw tasks with more different truths, or give the family less weight.',
    }
  }
  if (kind === 'truncated') {
    if (share < halfTooMuch || right === null) return null
    return {
      ...{ code: 'PAYS_TRUNCATED', severity: 'warning', ...of },
      message: `the first half of the right answers earns ${percent(share)} of what they earn`,
      fix: 'Let a criterion compare the whole of the answer with the truth, unless its second half is of no use.',
    }
  }
  const own = samples.filter((one) => one.kind === kind)
  const culprit = culpritOf(
    own,
    samples.filter((one) => one.kind === 'right'),
  )
  if (culprit === null) return null
  const { name, score, isBeside, rival } = culprit
  const [least, error] = isBeside ? [reported, tooMuch] : [gradeReported, gradeTooMuch]
  if (share < least) return null
  const part = `criterion ${name}`
  const severity = share >= error ? 'error' : 'warning'
  const answers = kind === 'other task' ? 'right answers to other tasks' : `${kind} answers`
  const earns = `${answers} earn ${percent(share)} of what right answers earn`
  const measured = { ...numbers, criterion: score }
  if (isBeside) {
    return {
      ...{ code: 'ADDITIVE_PAYS_WRONG', severity, part, family, numbers: measured },
      message: `${earns}: ${part} gives them ${shown(score)}, where ${rival} knows that they are wrong`,
      fix: isCompared(name, own)
        ? `Make ${rival} a gate, or combine by geometricMean(): a criterion is added whatever the others say.`
        : `Make ${rival} a gate, or ${name} a factor: a criterion is added whatever the others say.`,
    }
  }
  return {
    ...{ code: 'PAYS_WRONG', severity, part, family, numbers: measured },
    message: `${earns}: ${part} gives them ${shown(score)}`,
    fix: `Let ${name} start at 0 for what a wrong answer reaches, or add a gate that stops such answers.`,
  }
}

/** True for a round criterion, which cannot be a factor. */
const isCompared = (name: string, samples: readonly Sample[]): boolean =>
  samples.some(({ parts }) => parts?.compared?.some((part) => part.name === name))

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** The criterion that pays wrong answers most, and one that knows better. */
function culpritOf(wrong: readonly Sample[], right: readonly Sample[]) {
  const paid = criteriaOf(wrong)
  const deserved = new Map(criteriaOf(right).map((one) => [one.name, one.score]))
  const [culprit] = paid.toSorted((one, other) => other.weight * other.score - one.weight * one.score)
  if (culprit === undefined || culprit.score === 0) return null
  // A round criterion says how an answer compares, and not that it is wrong; nor can it be a gate.
  const rivals = paid.filter(
    ({ name, score }) =>
      name !== culprit.name &&
      !isCompared(name, wrong) &&
      score <= 0.5 * Math.max(deserved.get(name) ?? 1, 0.01),
  )
  const isBlind = culprit.score >= 0.6 * (deserved.get(culprit.name) ?? 1)
  return {
    ...culprit,
    isBeside: isBlind && rivals.length > 0,
    rival: rivals[0] ? `criterion ${rivals[0].name}` : '',
  }
}

/** Mean of each criterion over the answers; those that a gate stopped have none. */
function criteriaOf(samples: readonly Sample[]) {
  const all = groupBy(
    samples.flatMap(({ parts }) => parts?.criteria ?? []),
    ({ name }) => name,
  )
  return [...all].map(([name, scores]) => ({
    name,
    weight: scores[0]!.weight,
    score: mean(scores.map(({ score }) => score)),
  }))
}

/** One finding for each code and part: the kind of answer that earns most. */
function worstOfEach(findings: readonly Finding[]): readonly Finding[] {
  const groups = groupBy(findings, ({ code, part }) => `${code} ${part}`)
  return [...groups.values()].map(
    (all) => all.toSorted((one, other) => (other.numbers.share ?? 0) - (one.numbers.share ?? 0))[0]!,
  )
}
