import type { Explanation } from '../explain/explanation.js'
import type { Story } from '../explain/story.js'
import type { GateResult } from './gate.js'
import { barChart, lineChart } from './html/charts.js'
import { escapeHtml } from './html/escape.js'
import { explanationPart, storyPart } from './html/explanation.js'
import { page } from './html/page.js'
import { table } from './html/table.js'
import type { AgentReport, LabReport, ValidatorReport } from './report.js'
import type { Interval } from './statistics.js'

const shown = ({ mean, half }: Interval, digits = 2): string =>
  half === 0 ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`

/** Further parts of a page. */
export interface PageExtras {
  readonly explanation?: Explanation | null | undefined
  readonly story?: Story | null | undefined
}

/** The report as one page that opens without a network: earnings, shares over the epochs, and the verdict. */
export function htmlOf(
  report: LabReport,
  { passes, honestPaid, findings, oneSeed }: GateResult,
  { explanation = null, story = null }: PageExtras = {},
): string {
  const { subnet, epochs, seeds, agents, validators, series } = report
  const sorted = agents.toSorted((one, other) => other.ratio.mean - one.ratio.mean)
  const limits = new Map(findings.map(({ agent, limit }) => [agent, limit]))
  const isDeclared = findings.some(({ why }) => why !== null)
  const cheats = passes
    ? `No cheat earns for its cost what honest work earns${isDeclared ? ' beyond what the lab declares' : ''}.`
    : `A cheat pays: ${findings
        .filter((one) => !one.passes)
        .map(({ agent }) => agent)
        .join(', ')}.`
  const verdict = honestPaid ? cheats : 'Honest miners earned nothing, so no cheat can be compared with them.'
  return page(`${subnet.name} v${subnet.version}: who earns what`, [
    `<p class="${passes ? 'good' : 'bad'}">${escapeHtml(verdict)}</p>`,
    ...findings.flatMap(({ agent, ratio, limit, why, loose }) =>
      why === null
        ? []
        : [
            `<p>${escapeHtml(`Declared: ${agent} earns ${ratio.toFixed(2)}, at most ${limit.toFixed(2)}: ${why}.${loose ? ' That is more than twice of what it earns here.' : ''}`)}</p>`,
          ],
    ),
    oneSeed
      ? `<p>${epochs} epochs, seed ${seeds[0]} alone: luck may turn the verdict.</p>`
      : `<p>${epochs} epochs, seeds ${seeds.join(', ')}. Intervals are of 95 %, over the seeds.</p>`,
    '<h2>Earned for its cost</h2>',
    '<p>Alpha earned for one alpha of cost, where honest work has 1. The line is where a cheat pays.</p>',
    barChart(
      sorted.map(({ name, intent, ratio }) => ({
        ...{ name, value: ratio.mean, half: ratio.half },
        kind: intent === 'honest' ? 'honest' : ratio.mean >= (limits.get(name) ?? 1) ? 'bad' : 'cheat',
      })),
    ),
    minerTable(sorted),
    ...(story === null ? [] : storyPart(story)),
    ...(explanation === null ? [] : explanationPart(explanation)),
    '<h2>Incentive over the epochs</h2>',
    `<p>Mean share of a hotkey of each kind, of seed ${seeds[0]}. Point at a line for its name.</p>`,
    lineChart(series.map(({ name, incentive }) => ({ name, values: incentive }))),
    '<h2>Validators</h2>',
    '<p>Dividends for stake, where honest validators have 1; of the part that its stake would have of all dividends; and the alpha beyond it, which is what a validator gained, or lost to others, by what it does.</p>',
    validatorTable(validators),
    '<h2>The subnet as a whole</h2>',
    factTable(report),
  ])
}

const minerTable = (agents: readonly AgentReport[]) =>
  table(
    ['miner', 'per cost', 'per place', 'earned α', 'cost α', 'score', 'registrations', 'how it earns'],
    agents.map(({ name, ratio, perPlace, earned, cost, score, registrations, about, trouble }) => [
      ...[name, shown(ratio), shown(perPlace), shown(earned, 1), shown(cost, 1), score.mean.toFixed(3)],
      ...[registrations.toFixed(0), trouble === null ? about : `${about} (${trouble})`],
    ]),
  )

const validatorTable = (validators: readonly ValidatorReport[]) =>
  table(
    [
      'validator',
      'count',
      'stake',
      'per stake',
      'of its part',
      'gained α',
      'vtrust',
      'earned α',
      'what it does',
    ],
    validators.map(({ name, count, about, trouble, ...one }) => [
      ...[name, String(count), `${(one.stakeShare.mean * 100).toFixed(1)} %`, shown(one.ratio)],
      ...[shown(one.fairRatio), shown(one.gained, 1), shown(one.trust, 3), shown(one.earned, 1)],
      trouble === null ? about : `${about} (${trouble})`,
    ]),
  )

const factTable = ({
  gini,
  topTen,
  burned,
  newcomerPaid,
  newcomersUnpaid,
  turned,
  troubles,
  unplaced,
}: LabReport) =>
  table(
    ['figure', 'value'],
    [
      ['Gini coefficient of the pay', shown(gini)],
      ['share of the ten best', `${(topTen.mean * 100).toFixed(1)} %`],
      ['burned', `${(burned.mean * 100).toFixed(1)} %`],
      [
        'epochs until an honest newcomer had half the usual share',
        newcomerPaid === null
          ? 'none joined'
          : `${shown(newcomerPaid, 1)}${newcomersUnpaid === 0 ? '' : `; the play ended first for ${newcomersUnpaid}`}`,
      ],
      ...turned.flatMap(({ name, halved, dropped, neverHalved, neverDropped, turned: of }) => [
        [
          `epochs until ${name} had less than half its pay after it stopped working`,
          fallOf(halved, neverHalved, of),
        ],
        [`epochs until ${name} lost its place`, fallOf(dropped, neverDropped, of)],
      ]),
      ...unplaced.map(({ name, times }) => ['found no place', `${name}, ${times} times`]),
      ...troubles.map((trouble) => ['trouble of the rubric', trouble]),
    ],
  )

const fallOf = (epochs: Interval | null, never: number, of: number): string =>
  epochs === null
    ? 'never'
    : `${shown(epochs, 1)}${never === 0 ? '' : `; the play ended first for ${never} of ${of}`}`
