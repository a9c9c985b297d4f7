import type {
  AgentReport,
  GateResult,
  Interval,
  LabReport,
  TurnedReport,
  ValidatorReport,
} from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { type Column, renderFacts, renderTable } from '../../output/table.js'

/** The report as a person reads it: miners, validators, facts, and the verdict. */
export function renderReport(context: Context, report: LabReport, verdict: GateResult): readonly string[] {
  const { palette, width } = context
  const { subnet, epochs, seeds } = report
  const of = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds from ${seeds[0]}`
  const agents = report.agents.toSorted((one, other) => other.ratio.mean - one.ratio.mean)
  return [
    `${palette.bold(`${subnet.name} v${subnet.version}`)}: ${epochs} epochs, ${of}`,
    '',
    ...renderTable(minerColumns(context), agents, { palette, width }),
    palette.dim(minerLegend),
    '',
    ...renderTable(validatorColumns(), report.validators, { palette, width }),
    palette.dim(validatorLegend),
    '',
    ...renderFacts(factsOf(report), palette),
    ...report.troubles.map((trouble) => palette.warn(`rubric: ${trouble}`)),
    ...troublesOf([...agents, ...report.validators]).map((line) => palette.warn(line)),
    ...report.unplaced.map(({ name, times }) =>
      palette.warn(
        `${name}: ${times === 1 ? 'a registration' : `${times} registrations`} found no place, for no neuron could be replaced`,
      ),
    ),
    '',
    ...renderVerdict(context, verdict),
  ]
}

const shown = ({ mean, half }: Interval, digits = 2): string =>
  half === 0 ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`

const minerLegend =
  'per cost: alpha earned for one alpha of cost (work and registrations); per place: alpha of one uid in one epoch; honest has 1 in both'
const validatorLegend =
  'per stake: dividends for stake, honest has 1; of its part: dividends for the part that its stake would have; gained α: alpha beyond that part'

const minerColumns = ({ palette }: Context): readonly Column<AgentReport>[] => [
  {
    title: 'miner',
    text: ({ name }) => name,
    paint: (text, { intent, ratio }) =>
      intent === 'honest' ? palette.good(text) : ratio.mean >= 1 ? palette.bad(text) : text,
  },
  { title: 'per cost', text: ({ ratio }) => shown(ratio), align: 'right' },
  { title: 'per place', text: ({ perPlace }) => shown(perPlace), align: 'right' },
  { title: 'earned α', text: ({ earned }) => shown(earned, 1), align: 'right', leaves: 2 },
  { title: 'cost α', text: ({ cost }) => shown(cost, 1), align: 'right', leaves: 2 },
  { title: 'score', text: ({ score }) => score.mean.toFixed(3), align: 'right', leaves: 1 },
  { title: 'hotkeys', text: ({ registrations }) => registrations.toFixed(0), align: 'right', leaves: 3 },
  {
    title: 'how it earns',
    text: ({ about }) => about,
    shrinkTo: 20,
    leaves: 4,
  },
]

/** Errors of agents, and of the rubric on their answers: each with those that had it. */
function troublesOf(agents: readonly Pick<AgentReport, 'name' | 'trouble'>[]): readonly string[] {
  const names = new Map<string, string[]>()
  for (const { name, trouble } of agents) {
    if (trouble !== null) names.set(trouble, [...(names.get(trouble) ?? []), name])
  }
  return [...names].map(([trouble, all]) => {
    const more = all.length > 3 ? ` and ${all.length - 3} more` : ''
    return `${all.slice(0, 3).join(', ')}${more}: ${trouble}`
  })
}

const validatorColumns = (): readonly Column<ValidatorReport>[] => [
  { title: 'validator', text: ({ name, count }) => (count === 1 ? name : `${name} × ${count}`) },
  {
    title: 'stake',
    text: ({ stakeShare }) => `${(stakeShare.mean * 100).toFixed(1)} %`,
    align: 'right',
    leaves: 2,
  },
  { title: 'per stake', text: ({ ratio }) => shown(ratio), align: 'right' },
  { title: 'of its part', text: ({ fairRatio }) => shown(fairRatio), align: 'right' },
  { title: 'gained α', text: ({ gained }) => shown(gained, 1), align: 'right' },
  { title: 'vtrust', text: ({ trust }) => shown(trust, 3), align: 'right' },
  { title: 'earned α', text: ({ earned }) => shown(earned, 1), align: 'right', leaves: 1 },
]

function factsOf({ gini, topTen, burned, newcomerPaid, newcomersUnpaid, turned, seeds }: LabReport) {
  const never = unpaidOf(newcomersUnpaid, seeds.length)
  return [
    ['Gini of pay', shown(gini)],
    ['ten best have', `${(topTen.mean * 100).toFixed(1)} %`],
    ['burned', `${(burned.mean * 100).toFixed(1)} %`],
    [
      'newcomer paid after',
      newcomerPaid === null ? 'none joined' : `${shown(newcomerPaid, 1)} epochs${never}`,
    ],
    ...turned.map((one) => [`${one.name} falls after`, fallOf(one)] as const),
  ] as const
}

/** Part of the seeds in which the play ended first; those count with all their epochs. */
const unpaidOf = (unpaid: number, of: number): string =>
  unpaid === 0
    ? ''
    : ` or more: the play ended before it was paid${of === 1 ? '' : ` in ${unpaid} of ${of} seeds`}`

/** Time for which a miner that stopped working kept its pay, and its place. */
function fallOf({ halved, neverHalved, dropped, neverDropped, turned }: TurnedReport): string {
  const some = (never: number) => (never === 0 ? '' : ` (the play ended first for ${never} of ${turned})`)
  const gone =
    dropped === null ? 'kept its place' : `lost its place after ${shown(dropped, 1)}${some(neverDropped)}`
  return `${shown(halved, 1)} epochs${some(neverHalved)}: half of its pay is gone; it ${gone}`
}

function renderVerdict(
  { palette }: Context,
  { passes, honestPaid, findings, unplayed, oneSeed }: GateResult,
): readonly string[] {
  const lines = findings
    .filter((one) => !one.passes || one.why !== null)
    .map(({ agent, ratio, half, limit, why, passes: ok, close, loose }) => {
      const figure = shown({ mean: ratio, half })
      const declared = why === null ? '' : ` (declared: ${why})`
      const more = close ? '; too close to call, play more seeds' : ''
      const far = loose
        ? '; that is more than twice of what it earns here: lower the ratio, unless longer plays need it'
        : ''
      const line = `${agent} earns ${figure} of honest work for its cost; at most ${limit.toFixed(2)}${declared}${more}${far}`
      return ok ? palette.warn(line) : palette.bad(line)
    })
  if (!honestPaid) {
    const unpaid =
      'Honest miners earned nothing, so no cheat can be compared with them. Look at solve and the rubric, or play more epochs.'
    return [palette.bad(unpaid)]
  }
  const declared = findings.some(({ why }) => why !== null) ? ' beyond what the lab declares' : ''
  const last = passes
    ? palette.good(`No cheat earns for its cost what honest work earns${declared}.`)
    : palette.bad(
        'A cheat pays. Let subnet sim explain say what it was paid for, then harden the rubric, or declare the weakness in the lab with its figure.',
      )
  const lost = unplayed.map((name) => palette.warn(`The declared weakness ${name} was not played.`))
  const luck = oneSeed ? [palette.dim('One seed decides by luck, too: --gate plays three and more.')] : []
  return [...lines, ...lost, last, ...luck]
}
