import { compareAnswers } from '../../rubric/round/compare-answers.js'
import type { Receipt, RoundRecord } from '../../store/records.js'
import { comparisonOf, mostPast } from '../steps/comparison.js'
import type { ReplayContext } from './replay.js'

/**
 * Runs the round criteria of a round again, with the verdicts that are stored; returns the receipts in the same order, or null if the
 * criteria look at more rounds than are kept before it.
 */
export async function replayComparison(
  context: ReplayContext,
  round: RoundRecord,
  receipts: readonly Receipt[],
): Promise<readonly Receipt[] | null> {
  const { rubric } = context.subnet
  const answers = receipts.flatMap(({ parts, ...receipt }) =>
    parts?.features ? [{ ...receipt, parts }] : [],
  )
  if (answers.length === 0) return receipts
  const past = mostPast(rubric)
  const before = past === 0 ? [] : await context.store.foldedRounds({ to: round.number - 1, limit: past })
  if (before.length < past) return null
  const comparison = await comparisonOf(context, round, rubric, () =>
    Promise.reject(new Error('it asks for a verdict that is not stored')),
  )
  const compared = await compareAnswers(rubric, answers, comparison)
  const again = new Map(
    compared.answers.map(({ answer, outcome, reason, parts }) => [
      `${answer.hotkey} ${answer.taskId}`,
      { outcome, reason, parts, score: parts.value },
    ]),
  )
  return receipts.map((receipt) => ({ ...receipt, ...again.get(`${receipt.hotkey} ${receipt.taskId}`) }))
}
