import type { SubnetError } from '@subnetkit/base'
import { compareAnswers } from '../../rubric/round/compare-answers.js'
import type { SimilarityFlag } from '../../rubric/rubric.js'
import type { FlagCounts } from '../../similarity/flag-answers.js'
import type { ComparedReceipt } from '../../store/comparison-rows.js'
import type { FlaggableReceipt } from '../../store/flaggable.js'
import type { RoundRecord } from '../../store/records.js'
import { checkRoundVersion, scoringVersions, subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'
import { comparisonOf } from './comparison.js'
import { countFlags, flagRound } from './flag.js'

/**
 * Runs the round criteria over the answers of a round that is ready to be folded, looks which of its answers are too much alike, and stores
 * both; returns the number of flags. Does nothing to any other round. Safe to repeat: features and verdicts are in the store, and the rest
 * follows from them.
 */
export async function compareRound(context: CoordinatorContext, round: RoundRecord): Promise<FlagCounts> {
  const { store, emit } = context
  const { compared, troubles } = await compareStored(context, round)
  const flags = await flagRound(context, round, compared)
  const bare = [...flags.keys()].filter(({ parts }) => parts.features === undefined)
  const receipts = [...compared, ...bare].map((receipt) => withFlags(receipt, flags.get(receipt)))
  if (receipts.length === 0 || !(await store.compared(round.number, receipts))) return {}
  for (const trouble of troubles) emit(troubleOf(trouble))
  return countFlags(flags)
}

async function compareStored(
  context: CoordinatorContext,
  round: RoundRecord,
): Promise<{ readonly compared: readonly FlaggableReceipt[]; readonly troubles: readonly SubnetError[] }> {
  const { store, subnet, signal, clock } = context
  const answers = await store.comparable(round.number)
  if (answers.length === 0) return { compared: [], troubles: [] }
  const { rubric } = subnetAt(subnet, round.version)
  const roundCriteria = isOwn(context, round) ? rubric.roundCriteria : []
  const { combine } = rubric
  const comparison = await comparisonOf(context, round, { roundCriteria }, (place, verdict) =>
    store.addVerdict(round.number, { ...place, verdict }),
  )
  const found = await compareAnswers({ roundCriteria, combine }, answers, { ...comparison, signal, clock })
  return {
    compared: found.answers.map(({ answer, outcome, reason, parts }) => ({
      ...{
        hotkey: answer.hotkey,
        taskId: answer.taskId,
        family: answer.family,
        answerHash: answer.answerHash,
      },
      ...{ outcome, reason, score: parts.value, parts },
    })),
    troubles: found.troubles,
  }
}

function withFlags(receipt: FlaggableReceipt, flags: readonly SimilarityFlag[] | undefined): ComparedReceipt {
  const { hotkey, taskId, outcome, reason } = receipt
  const { flags: _, ...parts } = receipt.parts
  return { hotkey, taskId, outcome, reason, parts: flags ? { ...parts, flags } : parts }
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
