import type { MinerEndpoint, Subnet } from '@subnetkit/core'
import { plural } from '../../../log/plural.js'
import type { RubricFault } from '../../../validator/rubric-fault.js'
import type { Context } from '../../context/context.js'
import { groupBy, rankMiners } from '../../offline/rank-answers.js'
import { renderAnswers, scoreText } from '../../offline/render-scores.js'
import { type ScoredAnswer, waitsFor } from '../../offline/score-answers.js'
import { showHostPort } from '../../output/host-port.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'

/** Result of a miner in one family. */
export interface FamilyResult {
  readonly family: string
  readonly tasks: number
  readonly scored: number
  /** Answers that only round criteria score, beside those of other miners. */
  readonly waiting: number
  /** Answers about which nothing can be said before a later round. */
  readonly notYet: number
  /** Mean over the tasks that count; null if none does. */
  readonly score: number | null
  /** Mean of each criterion and factor. */
  readonly parts: Readonly<Record<string, number>>
  /** Median and longest time of its answers, in ms; null without any. */
  readonly latencyMs: { readonly median: number; readonly longest: number } | null
  /** Deadline of its synapse, in ms. */
  readonly deadlineMs: number
}

export function familyResults(subnet: Subnet, answers: readonly ScoredAnswer[]): readonly FamilyResult[] {
  return [...groupBy(answers, ({ family }) => family)].map(([family, own]) => {
    const [summary] = rankMiners(own, subnet.incentive.weights)
    const times = own
      .filter((answer) => answer.outcome === 'scored' || waitsFor(answer) !== null)
      .map(({ latencyMs }) => latencyMs)
      .sort((one, other) => one - other)
    const { mean: score, parts, outcomes } = summary!
    return {
      ...{ family, tasks: own.length, scored: outcomes.scored },
      ...{ waiting: countOf(own, 'peers'), notYet: countOf(own, 'later rounds') },
      ...{ score: outcomes.ours === own.length ? null : score, parts },
      latencyMs:
        times.length === 0 ? null : { median: times[Math.floor(times.length / 2)]!, longest: times.at(-1)! },
      deadlineMs: subnet.protocol[own[0]!.synapse]!.deadlineMs,
    }
  })
}

const countOf = (answers: readonly ScoredAnswer[], what: ReturnType<typeof waitsFor>): number =>
  answers.filter((answer) => waitsFor(answer) === what).length

interface TestView {
  readonly subnet: Subnet
  readonly endpoint: MinerEndpoint
  readonly answers: readonly ScoredAnswer[]
  readonly families: readonly FamilyResult[]
  readonly score: number | null
  readonly least: number | undefined
  readonly faults: readonly RubricFault[]
  readonly ok: boolean
}

/** Renders the families, each answer, and the result. */
export function renderTest(
  { palette, width }: Context,
  { subnet, endpoint, answers, families, score, least, faults, ok }: TestView,
): string {
  const parts = [...new Set(families.flatMap((family) => Object.keys(family.parts)))]
  const columns: Column<FamilyResult>[] = [
    { title: 'family', text: ({ family }) => family },
    {
      title: 'scored',
      text: ({ scored, waiting, notYet, tasks }) =>
        `${scored} of ${tasks - waiting - notYet}${waiting > 0 ? `, ${waiting} need others` : ''}${notYet > 0 ? `, ${notYet} not yet` : ''}`,
      align: 'right',
    },
    { title: 'score', text: ({ score: own }) => shown(own), align: 'right' },
    ...parts.map(
      (name): Column<FamilyResult> => ({
        title: name,
        text: (family) => (Object.hasOwn(family.parts, name) ? scoreText(family.parts[name]!) : '–'),
        align: 'right',
      }),
    ),
    { title: 'median', text: ({ latencyMs }) => time(latencyMs?.median), align: 'right' },
    { title: 'longest', text: ({ latencyMs }) => time(latencyMs?.longest), align: 'right' },
    { title: 'deadline', text: ({ deadlineMs }) => time(deadlineMs), align: 'right' },
  ]
  return [
    `${palette.bold(`${subnet.name} v${subnet.version}`)}: the miner at ${printable(showHostPort(endpoint))}, ${endpoint.hotkey}`,
    '',
    ...renderTable(columns, families, { palette, width }),
    '',
    ...renderAnswers({ palette, width }, answers),
    '',
    ...faults.flatMap(({ text, fix }) => [
      palette.warn(`the rubric failed, and not the miner: ${printable(text)}`),
      `fix: ${printable(fix)}`,
    ]),
    `${ok ? palette.good('✓') : palette.bad('✗')} ${resultOf({ answers, score, least })}`,
  ].join('\n')
}

/** Result in a sentence: answers without a score are named by what they wait for. */
function resultOf({ answers, score, least }: Pick<TestView, 'answers' | 'score' | 'least'>): string {
  const scored = answers.filter(({ outcome }) => outcome === 'scored').length
  const [peers, later] = [countOf(answers, 'peers'), countOf(answers, 'later rounds')]
  const counted = answers.length - peers - later
  return [
    counted === 0 ? 'no score' : `score ${shown(score)}, ${scored} of ${plural(counted, 'answer')} scored`,
    ...(peers > 0
      ? [`${plural(peers, 'answer')} answered and scored beside those of other miners only`]
      : []),
    ...(later > 0
      ? [
          `${plural(later, 'answer')} answered and not scored yet, which is no failure (more --rounds may score them)`,
        ]
      : []),
    ...(least !== undefined && score === null ? [`no score to compare with the ${least} of --least`] : []),
    ...(least !== undefined && score !== null && score < least ? [`less than the ${least} of --least`] : []),
  ].join(', ')
}

const shown = (score: number | null): string => (score === null ? '–' : scoreText(score))

const time = (ms: number | undefined): string => (ms === undefined ? '–' : `${Math.round(ms)} ms`)
