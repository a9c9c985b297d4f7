import type { ShadowChange, ShadowComparison } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { scoreText } from '../../offline/render-scores.js'
import { type Column, renderTable } from '../../output/table.js'
import { counted } from '../../output/text.js'
import type { PayShift } from './pay-shift.js'

/** A miner with its pay by Yuma. */
export interface PaidChange extends ShadowChange {
  readonly pay: { readonly active: number; readonly shadow: number }
}

/** Content of the report. */
export interface ShadowReport extends Omit<ShadowComparison, 'changes'> {
  readonly active: string
  readonly shadow: string
  readonly changes: readonly PaidChange[]
  readonly pay: Pick<PayShift, 'source' | 'block' | 'validators' | 'shifted'>
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const columns: readonly Column<PaidChange>[] = [
  { title: 'rank', text: ({ active }) => String(active.rank), align: 'right' },
  { title: 'would be', text: ({ shadow }) => String(shadow.rank), align: 'right' },
  { title: 'uid', text: ({ uid }) => String(uid), align: 'right' },
  { title: 'miner', text: ({ hotkey }) => hotkey, shrinkTo: 9 },
  { title: 'score', text: ({ active }) => scoreText(active.score), align: 'right' },
  { title: 'would be', text: ({ shadow }) => scoreText(shadow.score), align: 'right' },
  { title: 'share', text: ({ active }) => percent(active.share), align: 'right' },
  { title: 'would be', text: ({ shadow }) => percent(shadow.share), align: 'right' },
  { title: 'pay', text: ({ pay }) => percent(pay.active), align: 'right' },
  { title: 'would be', text: ({ pay }) => percent(pay.shadow), align: 'right' },
]

const mostMovers = 5

/** Writes the report: all miners, then what moved most. */
export function renderShadow({ palette, width }: Context, report: ShadowReport): string {
  const { active, shadow, changes, moved, spearman, shifted, pay } = report
  const movers = changes
    .filter((one) => one.active.rank !== one.shadow.rank)
    .toSorted(
      (one, other) =>
        Math.abs(other.active.rank - other.shadow.rank) - Math.abs(one.active.rank - one.shadow.rank),
    )
    .slice(0, mostMovers)
  const rounds = Math.max(0, ...changes.map((one) => one.rounds))
  const source =
    pay.source === 'chain'
      ? `with the weights of ${counted(pay.validators, 'validator')} on chain at block ${pay.block}, of which this one alone would change`
      : 'as if this validator were the only one'
  return [
    `${palette.bold(`version ${shadow}`)} in the shadow of version ${active}: ${counted(rounds, 'round')}`,
    '',
    ...renderTable(columns, changes, { palette, width }),
    '',
    `${moved} of ${counted(changes.length, 'miner')} would have another rank; rank correlation (Spearman) ${spearman === null ? 'unknown' : spearman.toFixed(3)}`,
    ...(movers.length === 0
      ? []
      : [
          `largest moves: ${movers.map((one) => `uid ${one.uid} from ${one.active.rank} to ${one.shadow.rank}`).join(', ')}`,
        ]),
    `${percent(shifted)} of the weights of this validator would go to other miners`,
    `${percent(pay.shifted)} of the pay would go to others under Yuma, ${source}`,
  ].join('\n')
}
