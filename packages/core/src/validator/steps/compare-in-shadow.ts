import { codedReasonOf } from '@subnetkit/base'
import { type ComparedAnswer, compareAnswers } from '../../rubric/round/compare-answers.js'
import type { ComparableAnswer } from '../../rubric/round/comparison.js'
import type { ComparedShadow } from '../../store/shadow-parts.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import { comparisonOf } from './comparison.js'
import { sharedVerdicts } from './shared-verdicts.js'

/** Scores of a round in the shadow, after its comparison. */
export interface ComparedRound {
  readonly compared: readonly ComparedShadow[]
  /** Answers that a failure has cost a criterion or their score. */
  readonly failed: number
  /** First failure; null without one. */
  readonly failure: string | null
}

/**
 * Runs the round criteria of the version that is not active over the answers of a folded round, as they would run if it were active.
 * Safe to repeat: nothing but verdicts is stored before the fold of the shadow.
 */
export async function compareInShadow(
  { store, subnet, netuid, mechanism, clock, signal }: CoordinatorContext,
  shadow: Subnet,
  number: number,
): Promise<ComparedRound> {
  const version = String(shadow.version)
  const answers = await store.shadowComparable(number, version)
  const round = answers.length === 0 ? null : await store.round(number)
  if (round === null) return { compared: [], failed: 0, failure: null }
  const active = {
    version: round.version ?? String(subnet.version),
    rubric: subnetAt(subnet, round.version).rubric,
  }
  const shared = await sharedVerdicts(store, {
    number,
    active,
    shadow: { version, rubric: shadow.rubric },
    answers,
  })
  const comparison = await comparisonOf(
    { store, netuid, mechanism },
    { ...round, shadow: version, shared },
    shadow.rubric,
    (place, verdict) => store.addVerdict(number, { ...place, verdict }, version),
  )
  const found = await compareAnswers(shadow.rubric, answers, { ...comparison, clock, signal })
  const failed = found.answers.filter(isBroken)
  return {
    compared: found.answers.map(({ answer: { hotkey, taskId }, outcome, reason, parts }) => ({
      ...{ hotkey, taskId, reason, score: outcome === 'ours' ? null : parts.value },
    })),
    failed: failed.length,
    failure: found.troubles[0] ? codedReasonOf(found.troubles[0]) : (failed[0]?.reason ?? null),
  }
}

const isBroken = ({ outcome, parts }: ComparedAnswer<ComparableAnswer>) =>
  outcome === 'malformed' ||
  parts.compared?.some(({ leftOut }) => leftOut !== undefined && !leftOut.startsWith('TOO_FEW_PEERS: '))
