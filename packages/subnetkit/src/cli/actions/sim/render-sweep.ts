import type { GateResult, Interval, LabReport } from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { type Column, renderTable } from '../../output/table.js'

/** Report for one value of a swept setting. */
export interface SweptReport {
  readonly value: number | bigint | boolean
  readonly report: LabReport
  readonly gate: GateResult
}

const shown = ({ mean, half }: Interval, digits = 2): string =>
  half === 0 ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`

/** One line for each value: the best cheat, the copier of weights, newcomers and concentration; where no figure changes, what would help. */
export function renderSweep(
  { palette, width }: Context,
  name: string,
  swept: readonly SweptReport[],
  neurons: number,
): readonly string[] {
  const columns: readonly Column<SweptReport>[] = [
    { title: name, text: ({ value }) => String(value), align: 'right' },
    {
      title: 'best cheat',
      text: ({ gate: { findings, honestPaid } }) =>
        !honestPaid
          ? 'honest unpaid'
          : findings[0]
            ? `${findings[0].agent} ${findings[0].ratio.toFixed(2)}`
            : 'none',
      paint: (text, { gate }) => (gate.passes ? text : palette.bad(text)),
    },
    {
      title: 'honest validators',
      text: ({ report: { validators } }) => {
        const honest = validators.find(({ intent }) => intent === 'honest')
        return honest ? shown(honest.fairRatio) : '-'
      },
      align: 'right',
    },
    {
      title: 'turned miner falls after',
      text: ({ report: { turned } }) => {
        const [one] = turned
        return one ? `${shown(one.halved, 1)} epochs` : '-'
      },
      align: 'right',
      leaves: 2,
    },
    { title: 'weight copier', text: ({ report }) => ratioOf(report, 'weight-copier'), align: 'right' },
    {
      title: 'newcomer paid after',
      text: ({ report: { newcomerPaid } }) =>
        newcomerPaid ? `${shown(newcomerPaid, 1)} epochs` : 'none joined',
      align: 'right',
    },
    { title: 'Gini', text: ({ report }) => shown(report.gini), align: 'right' },
    {
      title: 'burned',
      text: ({ report }) => `${(report.burned.mean * 100).toFixed(1)} %`,
      align: 'right',
      leaves: 1,
    },
  ]
  const table = renderTable(columns, swept, { palette, width })
  return changesNothing(swept) ? [...table, '', palette.warn(noEffect(name, neurons))] : table
}

/** True if every value gives the same report, but for the value itself. */
const changesNothing = (swept: readonly SweptReport[]): boolean =>
  swept.length > 1 && new Set(swept.map(({ report }) => JSON.stringify(report))).size === 1

const noEffect = (name: string, neurons: number): string =>
  `No figure depends on ${name} here. ${whenFull.has(name) ? `It takes effect where newcomers replace each other on a full subnet: add --set maxUids=${neurons} --newcomers 10, choose few cheats with --agent (those that earn nothing leave first, whatever their age), and sweep periods that end during the play, from a few blocks on; an epoch has 360 by default.` : (needs[name] ?? 'Choose values that are further apart, or play longer.')}`

/** Settings that choose who is replaced. */
const whenFull: ReadonlySet<string> = new Set(['immunityPeriod', 'minNonImmuneUids'])

/** Settings that have an effect under others only. */
const needs: Readonly<Record<string, string>> = {
  alphaLow: 'It takes effect with --set liquidAlpha=true.',
  alphaHigh: 'It takes effect with --set liquidAlpha=true.',
  alphaSigmoidSteepness: 'It takes effect with --set liquidAlpha=true.',
  revealPeriod: 'It takes effect with --set commitReveal=true.',
  saltedCommits: 'It takes effect with --set commitReveal=true.',
}

function ratioOf({ validators }: LabReport, name: string): string {
  const found = validators.find((one) => one.name === name)
  return found ? shown(found.ratio) : '-'
}
