import type { BareReceipt, Store } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import type { Outcome } from '../../program/action.js'
import { organicLines } from './organic-lines.js'

/** Shows the tasks of a miner in one round, one by one. Throws MINER_UNKNOWN and ROUND_NOT_KEPT. */
export async function showTasks(
  context: Context,
  store: Store,
  who: string | number,
  round: number,
): Promise<Outcome> {
  const { tasksOfMiner } = await import('@subnetkit/core/validator')
  const { miner, tasks, neverAsked, reason, change, organic } = await tasksOfMiner(store, who, round)
  return {
    data: { round, miner, change, organic, neverAsked, reason, tasks },
    text: () =>
      [
        `round ${round}: uid ${miner.uid}, ${miner.hotkey}`,
        change === null
          ? 'the round did not change its score'
          : `mean of ${organic === null ? 'its tasks' : 'the round'} ${change.mean.toFixed(4)}: score ${(change.before ?? 0).toFixed(6)} before, ${change.after.toFixed(6)} after`,
        ...organicLines(organic),
        ...(neverAsked > 0
          ? [
              `${neverAsked} of ${tasks.length + neverAsked} tasks never asked, and not in the mean: ${printable(reason ?? '')}`,
            ]
          : []),
        '',
        ...renderTable(columns(context), tasks, context),
      ].join('\n'),
  }
}

type Task = BareReceipt & { readonly counts: boolean }

function columns({ palette }: Context): readonly Column<Task>[] {
  return [
    { title: 'TASK', text: ({ taskId }) => taskId },
    {
      title: 'OUTCOME',
      text: ({ outcome }) => outcome,
      paint: (text, { outcome }) => (outcome === 'scored' ? palette.good(text) : palette.bad(text)),
    },
    { title: 'LATENCY', text: ({ latencyMs }) => `${Math.round(latencyMs)} ms`, align: 'right', leaves: 1 },
    { title: 'SCORE', text: ({ score }) => score.toFixed(4), align: 'right' },
    { title: 'WHY', text: why, shrinkTo: 30 },
  ]
}

/** Parts of the score, or the reason for which there is none. */
function why({ parts, reason, counts }: Task): string {
  if (!counts) return printable(`counts for nothing: ${reason ?? ''}`)
  if (parts === null) return printable(reason ?? '')
  if (parts.failedGate !== null) return printable(`gate ${parts.failedGate} failed`)
  return printable(
    [
      ...parts.criteria.map(
        ({ name, score, weight }) =>
          `${name} ${score.toFixed(3)} (${[`weight ${weight}`, ...comparedWith(parts, name)].join('; ')})`,
      ),
      ...parts.factors.map(({ name, factor }) => `× ${name} ${factor.toFixed(3)}`),
      ...(parts.leftOut ?? []).map(({ name }) => `${name} left out`),
      ...(parts.compared ?? []).flatMap(({ name, leftOut }) => (leftOut ? [`${name} left out`] : [])),
      ...(parts.flags ?? []).map(({ kind, miner }) => `flag ${kind} of ${miner}`),
    ].join(', '),
  )
}

/** Whom an answer was compared with, and the other details of a comparison: numbers and names, as the receipt has them. */
function comparedWith({ compared }: NonNullable<BareReceipt['parts']>, criterion: string): readonly string[] {
  const one = compared?.find(({ name }) => name === criterion)
  if (one === undefined) return []
  const details = typeof one.detail === 'object' && one.detail !== null ? Object.entries(one.detail) : []
  const values = details.flatMap(([name, value]) =>
    typeof value === 'number' || typeof value === 'string'
      ? [`${name} ${typeof value === 'number' ? Number(value.toFixed(3)) : value}`]
      : [],
  )
  return [`beside ${one.peers} other${one.peers === 1 ? '' : 's'}`, ...values]
}
