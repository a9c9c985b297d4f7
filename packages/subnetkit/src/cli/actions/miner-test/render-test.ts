import type { MinerEndpoint, Subnet } from '@subnetkit/core'
import type { Context } from '../../context/context.js'
import { groupBy, rankMiners } from '../../offline/rank-answers.js'
import { renderAnswers, scoreText } from '../../offline/render-scores.js'
import type { ScoredAnswer } from '../../offline/score-answers.js'
import { showHostPort } from '../../output/host-port.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'

/** What a miner reached in one family. */
export interface FamilyResult {
  readonly family: string
  readonly tasks: number
  readonly scored: number
  /** Mean over the tasks that count. */
  readonly score: number
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
      .filter(({ outcome }) => outcome === 'scored')
      .map(({ latencyMs }) => latencyMs)
      .sort((one, other) => one - other)
    const { mean: score, parts, outcomes } = summary!
    return {
      ...{ family, tasks: own.length, scored: outcomes.scored, score, parts },
      latencyMs:
        times.length === 0 ? null : { median: times[Math.floor(times.length / 2)]!, longest: times.at(-1)! },
      deadlineMs: subnet.protocol[own[0]!.synapse]!.deadlineMs,
    }
  })
}

interface TestView {
  readonly subnet: Subnet
  readonly endpoint: MinerEndpoint
  readonly answers: readonly ScoredAnswer[]
  readonly families: readonly FamilyResult[]
  readonly score: number
  readonly least: number | undefined
  readonly ok: boolean
}

/** Renders the families, each answer, and the result. */
export function renderTest(
  { palette, width }: Context,
  { subnet, endpoint, answers, families, score, least, ok }: TestView,
): string {
  const parts = [...new Set(families.flatMap((family) => Object.keys(family.parts)))]
  const columns: Column<FamilyResult>[] = [
    { title: 'family', text: ({ family }) => family },
    { title: 'scored', text: ({ scored, tasks }) => `${scored} of ${tasks}`, align: 'right' },
    { title: 'score', text: ({ score: own }) => scoreText(own), align: 'right' },
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
  const failed = answers.filter(({ outcome }) => outcome !== 'scored').length
  const sum = `score ${scoreText(score)}, ${answers.length - failed} of ${answers.length} answers scored`
  const wanted = least !== undefined && score < least ? `, less than the ${least} of --least` : ''
  return [
    `${palette.bold(`${subnet.name} v${subnet.version}`)}: the miner at ${printable(showHostPort(endpoint))}, ${endpoint.hotkey}`,
    '',
    ...renderTable(columns, families, { palette, width }),
    '',
    ...renderAnswers({ palette, width }, answers),
    '',
    `${ok ? palette.good('✓') : palette.bad('✗')} ${sum}${wanted}`,
  ].join('\n')
}

const time = (ms: number | undefined): string => (ms === undefined ? '–' : `${Math.round(ms)} ms`)
