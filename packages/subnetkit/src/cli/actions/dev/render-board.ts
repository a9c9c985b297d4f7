import type { Context } from '../../context/context.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatNumber } from '../../output/units.js'
import type { BoardRow, BoardView } from './board.js'

/** The table of the sample miners, with the state of the chain under it. */
export function renderBoard(context: Pick<Context, 'palette' | 'width'>, view: BoardView): readonly string[] {
  return [...renderTable(columnsOf(context, view.rows), view.rows, context), '', statusOf(view)]
}

/** One line about round, epoch and the first incentive. */
export function statusOf({ block, epoch, round, roundsDone, firstIncentiveS }: BoardView): string {
  const paid =
    firstIncentiveS === null ? 'no incentive yet' : `first incentive after ${firstIncentiveS.toFixed(1)} s`
  const current = round === null ? 'no round yet' : `round ${round.number}: ${round.state}`
  return `block ${block}${epoch === null ? '' : ` · epoch ${epoch}`} · ${current} · rounds scored: ${roundsDone} · ${paid}`
}

const share = (value: number) => `${(100 * value).toFixed(1)} %`
const score = (value: number | null) => (value === null ? '' : value.toFixed(3))

function columnsOf(
  { palette }: Pick<Context, 'palette'>,
  rows: readonly BoardRow[],
): readonly Column<BoardRow>[] {
  const parts = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))]
  const hasSeveral = rows.some(({ mechanism }) => mechanism > 0)
  return [
    ...(hasSeveral
      ? [{ title: 'mechanism', text: (row: BoardRow) => `${row.mechanism}`, align: 'right' as const }]
      : []),
    { title: 'uid', text: ({ uid }) => `${uid ?? ''}`, align: 'right' },
    { title: 'hotkey', text: ({ hotkey }) => hotkey, shrinkTo: 9, leaves: 2 },
    { title: 'miner', text: ({ manner }) => manner },
    { title: 'answered', text: ({ asked, answered }) => `${answered}/${asked}`, align: 'right' },
    ...parts.map((name) => ({
      title: printable(name),
      text: (row: BoardRow) => (row.parts[name] === undefined ? '' : row.parts[name].toFixed(2)),
      ...{ align: 'right' as const, leaves: 3 },
    })),
    { title: 'last', text: ({ last }) => score(last), align: 'right' },
    { title: 'score', text: ({ average }) => score(average), align: 'right' },
    { title: 'weight', text: ({ weight }) => share(weight), align: 'right' },
    {
      title: 'incentive',
      text: ({ incentive }) => share(incentive),
      align: 'right',
      paint: (text, { incentive }) => (incentive > 0 ? palette.good(text) : text),
    },
    { title: 'emission (α)', text: ({ emission }) => formatNumber(emission, 4), align: 'right' },
    {
      title: 'last failure',
      text: ({ reason }) => (reason === null ? '' : printable(reason)),
      ...{ shrinkTo: 12, leaves: 4 },
      paint: palette.dim,
    },
  ]
}
