import type { Context } from '../../context/context.js'
import { scoreText } from '../../offline/render-scores.js'
import { type Column, renderTable } from '../../output/table.js'
import { counted } from '../../output/text.js'
import type { Change, Comparison } from './compare-standings.js'
import type { LeftOut, RescoredRounds } from './rescore-rounds.js'

const columns: readonly Column<Change>[] = [
  { title: 'rank', text: ({ after }) => String(after.rank), align: 'right' },
  { title: 'was', text: ({ before }) => String(before.rank), align: 'right' },
  { title: 'uid', text: ({ uid }) => String(uid), align: 'right' },
  { title: 'miner', text: ({ hotkey }) => hotkey, shrinkTo: 9 },
  { title: 'score', text: ({ after }) => scoreText(after.score), align: 'right' },
  { title: 'was', text: ({ before }) => scoreText(before.score), align: 'right' },
  { title: 'share', text: ({ after }) => percent(after.share), align: 'right' },
  { title: 'was', text: ({ before }) => percent(before.share), align: 'right' },
  { title: 'change', text: ({ before, after }) => signed(after.share - before.share), align: 'right' },
]

/** Meaning of each count of tasks without a new score. */
export const leftOutReasons: Readonly<Record<LeftOut, string>> = {
  cut: 'answers were too large to be kept',
  binary: 'answers have binary values, which are not kept',
  otherTask: 'tasks are drawn in another way now',
  ours: 'tasks failed on the side of the validator',
  uncompared: 'answers have no criterion left, such as for want of peers',
}

export function renderRescore(
  { palette, width }: Context,
  view: { readonly rubric: string; readonly rescored: RescoredRounds; readonly comparison: Comparison },
): string {
  const { rescored, comparison } = view
  const { tasks, rounds, leftOut, troubles } = rescored
  const { changes, moved, shifted } = comparison
  return [
    `${palette.bold(view.rubric)}: ${counted(tasks.length, 'task')} of ${counted(rounds.length, 'round')} scored again`,
    '',
    ...renderTable(columns, changes, { palette, width }),
    '',
    `${moved} of ${counted(changes.length, 'miner')} have another rank, and ${percent(shifted)} of the weights go to other miners`,
    palette.dim(
      'ranks are those among the miners that were asked in these rounds, from fresh scores; subnet explain ranks all registered miners that were ever asked',
    ),
    ...(Object.entries(leftOut) as [LeftOut, number][]).flatMap(([name, count]) =>
      count > 0 ? [palette.dim(`left out: ${count}, since ${leftOutReasons[name]}`)] : [],
    ),
    ...troubles.map(({ code, reason, fix }) => `${palette.warn('!')} ${reason} [${code}] ${fix}`),
  ].join('\n')
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const signed = (share: number): string => `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`
