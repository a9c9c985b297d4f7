import type { Palette } from '../../output/palette.js'
import { renderFacts, renderTable } from '../../output/table.js'
import { formatAmount } from '../../output/units.js'
import type { QuotedStep } from './quote.js'

/** Sums of a launch, in rao. */
export interface LaunchTotals {
  /** Costs and fees of the steps that are left. */
  readonly total: bigint
  /** Paid by earlier runs. */
  readonly paid: bigint
  /** Has to stay on the account. */
  readonly deposit: bigint
  readonly balance: bigint
  /** Amount that the coldkey lacks; 0 if it has enough. */
  readonly missing: bigint
}

/** A launch as it is shown before anything is sent. */
export interface ShownLaunch {
  readonly name: string
  readonly chain: string
  readonly coldkey: string
  readonly ownerHotkey: string
  readonly netuid: number | null
  readonly rows: readonly QuotedStep[]
  readonly totals: LaunchTotals
  readonly stateFile: string
}

/** Renders the plan as a table with its total. */
export function renderLaunch(
  { name, chain, coldkey, ownerHotkey, netuid, rows, totals, stateFile }: ShownLaunch,
  { palette, width }: { readonly palette: Palette; readonly width: number },
): readonly string[] {
  const about = (row: QuotedStep, amount: bigint) =>
    row.state === 'held' || amount === 0n ? '' : `${row.isEstimate ? '≈ ' : ''}${formatAmount(amount)}`
  const columns = [
    { title: '', text: (row: QuotedStep) => (row.state === 'held' ? '✓' : `${rows.indexOf(row) + 1}.`) },
    { title: 'STEP', text: (row: QuotedStep) => row.title, shrinkTo: 24 },
    { title: 'COST', text: (row: QuotedStep) => about(row, row.cost), align: 'right' as const },
    // The calls of some chains are free of fees.
    ...(rows.some((row) => about(row, row.fee) !== '')
      ? [{ title: 'FEE', text: (row: QuotedStep) => about(row, row.fee), align: 'right' as const }]
      : []),
    { title: '', text: (row: QuotedStep) => stateText[row.state] },
  ]
  const { total, paid, deposit, balance, missing } = totals
  const facts: (readonly [string, string])[] = [
    ['total', palette.bold(`≈ ${formatAmount(total)}`)],
    ...(paid > 0n ? [['paid before', formatAmount(paid)] as const] : []),
    ['stays', `${formatAmount(deposit)}  ${palette.dim('the existential deposit of the account')}`],
    ['balance', formatAmount(balance)],
    ...(missing > 0n ? [['missing', palette.bad(formatAmount(missing))] as const] : []),
  ]
  return [
    `${palette.bold(`launch of ${name}`)}  ${palette.dim(`on ${chain}${netuid === null ? '' : `, subnet ${netuid}`}`)}`,
    ...indent(
      renderFacts(
        [
          ['coldkey', coldkey],
          ['owner hotkey', ownerHotkey],
          ['state file', stateFile],
        ],
        palette,
      ),
    ),
    ...indent(renderTable(columns, rows, { palette, width: width - 2 })),
    ...rows.flatMap(({ title, problems, notes }) => [
      ...notes.map((note) => `  ${palette.warn('note')} ${title}: ${note}`),
      ...problems.map(
        ({ message, code }) => `  ${palette.bad('✗')} ${title}: ${message} ${palette.dim(`[${code}]`)}`,
      ),
    ]),
    ...indent(renderFacts(facts, palette)),
  ]
}

const stateText = { held: 'done already', open: '', waits: 'waits' } as const

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`)
