import { setImmediate } from 'node:timers/promises'
import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import { combinedValue, notCheckedError, runWithin } from '../apply-rubric.js'
import { failureOf } from '../frozen-copy.js'
import { isNotChecked, isNotYet } from '../not-checked.js'
import { isInScope } from '../parts.js'
import type { ComparedPart, CriterionScore, RoundContext, RoundCriterion, Rubric, Score } from '../rubric.js'
import { compareApart, createSharedLimit, type SharedLimit } from './compare-apart.js'
import type { ComparableAnswer, Comparison } from './comparison.js'
import { type ComparedScore, runCompare, TimeOver } from './run-compare.js'
import { createVerdicts } from './verdicts.js'

/** Outcome of an answer after its comparisons. */
export interface ComparedAnswer<A> {
  readonly answer: A
  /** `ours` if no criterion is left: the answer counts for nothing. `malformed` if the combination fails on it. */
  readonly outcome: 'scored' | 'ours' | 'malformed'
  readonly reason: string | null
  readonly parts: Score
}

/** Reason as receipts state it. */
const reasonOf = ({ code, message }: SubnetError) => `${code}: ${message}`

interface Outcome {
  readonly part: ComparedPart
  readonly score: CriterionScore | null
  /** Reason for which the comparison fails with this answer alone: it costs the answer its score. */
  readonly charged?: string
}

/** Time for the combination of one answer, in ms. */
const combineMs = 10_000

/**
 * Runs the round criteria of a rubric over the answers of a round and combines their scores with those of the other
 * criteria. Depends on the set of answers only, not on their order; repeating it gives the same. A criterion that fails on
 * a group, or finds too few peers there, is left out for its answers; one that fails with single answers costs those. `troubles` has the first
 * failure of each.
 */
export async function compareAnswers<A extends ComparableAnswer>(
  rubric: Pick<Rubric<never>, 'roundCriteria' | 'combine'>,
  answers: readonly A[],
  comparison: Comparison,
): Promise<{ readonly answers: readonly ComparedAnswer<A>[]; readonly troubles: readonly SubnetError[] }> {
  const troubles: SubnetError[] = []
  const outcomes = new Map<A, Map<string, Outcome>>(answers.map((answer) => [answer, new Map()]))
  const running: Promise<unknown>[] = []
  using apart = createSharedLimit(comparison)
  const ordered = answers.toSorted(byPlace)
  for (const criterion of rubric.roundCriteria) {
    let failed = false
    for (const [group, members] of groupsOf(criterion, ordered)) {
      const work = compareGroup(criterion, group, members, comparison, apart).then(({ found, trouble }) => {
        for (const [at, outcome] of found.entries()) outcomes.get(members[at]!)!.set(criterion.name, outcome)
        if (trouble && !failed) troubles.push(trouble)
        failed ||= trouble !== null
      })
      // Awaited below, once all have begun.
      work.catch(() => {})
      running.push(work)
      // A comparison may take long without ever waiting.
      await setImmediate()
    }
  }
  const ended = await Promise.allSettled(running)
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  const run = runWithin(combineMs)
  const compared: ComparedAnswer<A>[] = []
  for (const answer of answers) {
    compared.push(await combine(rubric, answer, outcomes.get(answer)!, run))
  }
  return { answers: compared, troubles }
}

/** Order in which entries are compared, whatever the order of the answers. */
const byPlace = (one: ComparableAnswer, other: ComparableAnswer) =>
  compareText(minerKey(one), minerKey(other)) || compareText(one.taskId, other.taskId)

const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function groupsOf<A extends ComparableAnswer>(
  criterion: RoundCriterion<never>,
  answers: readonly A[],
): ReadonlyMap<string, readonly A[]> {
  const groups = new Map<string, A[]>()
  for (const answer of answers) {
    const feature = isInScope(criterion, answer) ? answer.parts.features?.[criterion.name] : undefined
    if (feature === undefined) continue
    const members = groups.get(feature.group)
    if (members) members.push(answer)
    else groups.set(feature.group, [answer])
  }
  return groups
}

async function compareGroup(
  criterion: RoundCriterion<never>,
  group: string,
  members: readonly ComparableAnswer[],
  comparison: Comparison,
  apart: SharedLimit,
): Promise<{ readonly found: readonly Outcome[]; readonly trouble: SubnetError | null }> {
  const { name, weight, minPeers = 1 } = criterion
  const peers = new Set(members.map(({ hotkey }) => hotkey)).size - 1
  const part = { name, group, peers }
  const leftOut = (error: SubnetError) =>
    members.map(() => ({ part: { ...part, leftOut: reasonOf(error) }, score: null }))
  if (peers < minPeers) {
    const few = coreError('TOO_FEW_PEERS', { part: `criterion ${name}`, group, peers, needed: minPeers })
    return { found: leftOut(few), trouble: null }
  }
  const verdicts = createVerdicts(comparison.verdicts, { criterion: name, group })
  const incomplete = (detail: string) =>
    coreError('COMPARE_INCOMPLETE', { part: `criterion ${name}`, group, detail })
  let trouble: SubnetError | null = null
  let isJudged = false
  const report = (detail: string) => {
    trouble ??= incomplete(detail)
  }
  const verdict: RoundContext['verdict'] = (key, ask) => {
    isJudged = true
    return verdicts.verdict(key, ask)
  }
  const without = (error: SubnetError): Outcome => ({
    part: { ...part, leftOut: reasonOf(error) },
    score: null,
  })
  const outcomeOf = (one: ComparedScore): Outcome => {
    if (one === null) return without(incomplete('it gave no score for this answer'))
    if (isNotYet(one)) return without(coreError('NOT_YET', { part: `criterion ${name}`, detail: one.reason }))
    if (isNotChecked(one)) {
      const unchecked = notCheckedError({ kind: 'criterion', name, reason: one.reason })
      trouble ??= unchecked
      return without(unchecked)
    }
    const { score, detail } = one
    return { part: { ...part, ...(detail !== undefined && { detail }) }, score: { name, weight, score } }
  }
  const failed = (error: unknown) =>
    coreError(
      'COMPARE_FAILED',
      { part: `criterion ${name}`, group, detail: failureOf(error) },
      { cause: error },
    )
  try {
    const scores = await runCompare(criterion, group, members, comparison, { verdict, report })
    verdicts.check()
    return { found: scores.map(outcomeOf), trouble }
  } catch (error) {
    comparison.signal?.throwIfAborted()
    verdicts.check()
    // Verdicts are asked for by place in the group, and time that is over does not come back.
    const isOver = isJudged || error instanceof TimeOver
    const isolated = isOver ? null : await compareApart(criterion, group, members, comparison, apart.start())
    if (isolated === null) return { found: leftOut(failed(error)), trouble: failed(error) }
    const { scores, failures } = isolated
    const others = failed(error)
    const found = members.map((member): Outcome => {
      const own = failures.get(member)
      if (own !== undefined) {
        const reason = reasonOf(failed(own))
        return { part: { ...part, leftOut: reason }, score: null, charged: reason }
      }
      return scores.has(member) ? outcomeOf(scores.get(member)!) : without(others)
    })
    const some = members.length - scores.size - failures.size
    const detail = [
      ...(failures.size > 0
        ? [`it fails with ${failures.size} of ${members.length} answers, which score 0`]
        : []),
      ...(some > 0
        ? [`it leaves out ${some} of ${members.length} answers, which fail beside some others only`]
        : []),
    ].join('; ')
    return { found, trouble: incomplete(`${detail}: ${failureOf(error)}`) }
  }
}

async function combine<A extends ComparableAnswer>(
  rubric: Pick<Rubric<never>, 'roundCriteria' | 'combine'>,
  answer: A,
  outcomes: ReadonlyMap<string, Outcome>,
  run: ReturnType<typeof runWithin>,
): Promise<ComparedAnswer<A>> {
  const { parts } = answer
  const { features = {}, factors } = parts
  const found = Object.keys(features).map((name) => outcomes.get(name) ?? lost(name, features[name]!.group))
  const criteria = [
    ...parts.criteria.filter(({ name }) => !Object.hasOwn(features, name)),
    ...found.flatMap(({ score }) => score ?? []),
  ]
  const compared = found.map(({ part }) => part)
  const charged = found.find((one) => one.charged !== undefined)?.charged
  if (charged !== undefined) {
    return {
      answer,
      outcome: 'malformed',
      reason: charged,
      parts: { ...parts, value: 0, criteria, compared },
    }
  }
  if (criteria.length === 0) {
    const reason = compared.find(({ leftOut }) => leftOut !== undefined)?.leftOut ?? null
    return { answer, outcome: 'ours', reason, parts: { ...parts, value: 0, criteria, compared } }
  }
  try {
    const value = await combinedValue(rubric, { criteria, factors }, run)
    return { answer, outcome: 'scored', reason: null, parts: { ...parts, value, criteria, compared } }
  } catch (error) {
    if (!isSubnetError(error, 'CHECKER_FAILED') && !isSubnetError(error, 'SCORE_OUT_OF_RANGE')) throw error
    return {
      answer,
      outcome: 'malformed',
      reason: reasonOf(error),
      parts: { ...parts, value: 0, criteria, compared },
    }
  }
}

/** A criterion that the rubric does not have any more. */
function lost(name: string, group: string): Outcome {
  const detail = 'the rubric that runs has no such criterion for this answer'
  const error = coreError('COMPARE_FAILED', { part: `criterion ${name}`, group, detail })
  return { part: { name, group, peers: 0, leftOut: reasonOf(error) }, score: null }
}
