import { compareAnswers } from '../../rubric/round/compare-answers.js'
import type { RoundRecord } from '../../store/records.js'
import { checkRoundVersion, scoringVersions, subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'
import { comparisonOf } from './comparison.js'

/**
 * Runs the round criteria over the answers of a round that is ready to be folded, and rewrites its receipts. Does nothing
 * to any other round. Safe to repeat: features and verdicts are in the store, and the rest follows from them.
 */
export async function compareRound(context: CoordinatorContext, number: number): Promise<void> {
  const { store, subnet, signal, clock, emit } = context
  const answers = await store.comparable(number)
  const round = answers.length === 0 ? null : await store.round(number)
  if (round === null) return
  const { rubric } = subnetAt(subnet, round.version)
  const roundCriteria = isOwn(context, round) ? rubric.roundCriteria : []
  const { combine } = rubric
  const comparison = await comparisonOf(context, round, { roundCriteria }, (place, verdict) =>
    store.addVerdict(number, { ...place, verdict }),
  )
  const compared = await compareAnswers({ roundCriteria, combine }, answers, {
    ...comparison,
    ...{ signal, clock },
  })
  const receipts = compared.answers.map(({ answer: { hotkey, taskId }, outcome, reason, parts }) => ({
    ...{ hotkey, taskId, outcome, reason, parts },
  }))
  if (!(await store.compared(number, receipts))) return
  for (const trouble of compared.troubles) emit(troubleOf(trouble))
}

/**
 * True if the rubric that runs gave the features. Throws ROUND_VERSION_DIFFERS while a coordinator of another version runs
 * that did; once none is left, round criteria are left out.
 */
function isOwn({ subnet, otherVersions }: CoordinatorContext, round: RoundRecord): boolean {
  if (round.version === null || scoringVersions(subnet).includes(round.version)) return true
  if (!otherVersions.isRunning(round.version)) return false
  checkRoundVersion(subnet, round)
  return false
}
