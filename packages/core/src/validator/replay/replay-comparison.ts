import { compareAnswers } from '../../rubric/round/compare-answers.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { Receipt, RoundRecord } from '../../store/records.js'
import type { Store } from '../../store/store.js'
import { comparisonOf, mostPast } from '../steps/comparison.js'
import type { ReplayContext } from './replay.js'

/**
 * Runs the round criteria of a round again, with the verdicts that are stored; returns the receipts in the same order, or null if the
 * criteria look at rounds before it that are not kept any more.
 */
export async function replayComparison(
  context: ReplayContext,
  round: RoundRecord,
  receipts: readonly Receipt[],
): Promise<{ readonly receipts: readonly Receipt[] | null; readonly hasFewerPast: boolean }> {
  const { rubric } = context.subnet
  const answers = receipts.flatMap(({ parts, ...receipt }) =>
    parts?.features ? [{ ...receipt, parts }] : [],
  )
  if (answers.length === 0) return { receipts, hasFewerPast: false }
  const past = mostPast(rubric)
  const before = past === 0 ? [] : await context.store.foldedRounds({ to: round.number - 1, limit: past })
  const hasFewerPast = before.length < past
  if (hasFewerPast && !(await isWholeHistory(context.store))) return { receipts: null, hasFewerPast: false }
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
  return {
    receipts: receipts.map((receipt) => ({
      ...receipt,
      ...again.get(`${receipt.hotkey} ${receipt.taskId}`),
    })),
    hasFewerPast,
  }
}

/** True if the store has every round since the first one: no miner had a score before the oldest, and no change is missing. */
async function isWholeHistory(store: Store): Promise<boolean> {
  const changes = await store.scoreChanges({ from: 0 })
  const oldest = changes[0]?.round
  if (changes.some(({ round, before }) => round === oldest && before !== null)) return false
  const kept = new Map<string, number>()
  for (const change of changes) kept.set(minerKey(change), (kept.get(minerKey(change)) ?? 0) + 1)
  return (await store.scores()).every((entry) => entry.rounds <= (kept.get(minerKey(entry)) ?? 0))
}
