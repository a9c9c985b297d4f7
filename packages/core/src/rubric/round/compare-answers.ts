import { setImmediate } from 'node:timers/promises'
import { type Clock, isSubnetError, limitTime, type SubnetError, untilAborted } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import type { Random } from '../../tasks/random.js'
import { combinedValue, notCheckedError, runWithin, unit } from '../apply-rubric.js'
import { failureOf, frozenCopy } from '../frozen-copy.js'
import { isNotChecked, isNotYet } from '../not-checked.js'
import { isInScope } from '../parts.js'
import type {
  ComparedPart,
  CriterionScore,
  RoundContext,
  RoundCriterion,
  RoundEntry,
  RoundScore,
  Rubric,
  Score,
} from '../rubric.js'
import { readJson } from './features.js'
import { isolate } from './isolate.js'
import { createVerdicts, type VerdictPort } from './verdicts.js'

/** A scored answer with features. */
export interface ComparableAnswer extends MinerIdentity {
  readonly taskId: string
  readonly family: string
  readonly synapse: string
  readonly parts: Score
}

/** Inputs of comparisons from their round. */
export interface Comparison {
  readonly round: number
  readonly random: (criterion: string, group: string) => Random
  /** Returns the features of the answer's miner in this many earlier rounds, newest first. */
  readonly past: (answer: ComparableAnswer, criterion: string, rounds: number) => readonly unknown[]
  readonly verdicts: VerdictPort
  /** Ends the comparisons: the promise rejects. */
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
}

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
/** Most bytes of a score's details as JSON. */
const mostDetailBytes = 500

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
  const ordered = answers.toSorted(byPlace)
  for (const criterion of rubric.roundCriteria) {
    let failed = false
    for (const [group, members] of groupsOf(criterion, ordered)) {
      const work = compareGroup(criterion, group, members, comparison).then(({ found, trouble }) => {
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
    const apart =
      isJudged || error instanceof TimeOver ? null : await compareApart(criterion, group, members, comparison)
    if (apart === null) return { found: leftOut(failed(error)), trouble: failed(error) }
    const { scores, failures } = apart
    const others = failed(error)
    const found = members.map((member): Outcome => {
      const own = failures.get(member)
      if (own !== undefined) {
        const reason = reasonOf(failed(own))
        return { part: { ...part, leftOut: reason }, score: null, charged: reason }
      }
      return scores.has(member) ? outcomeOf(scores.get(member)!) : without(others)
    })
    const detail = `it fails with ${failures.size} of ${members.length} answers, which score 0: ${failureOf(error)}`
    return { found, trouble: incomplete(detail) }
  }
}

/** Compares a group without the answers on which that fails; null if no single ones are to blame. */
async function compareApart(
  criterion: RoundCriterion<never>,
  group: string,
  members: readonly ComparableAnswer[],
  comparison: Comparison,
): Promise<Apart | null> {
  const { name, minPeers = 1 } = criterion
  const ports = { verdict: () => Promise.reject(new Error('it asks for a verdict')), report: () => {} }
  async function compare(chosen: ReadonlySet<ComparableAnswer>) {
    // A comparison may take long without ever waiting.
    await setImmediate()
    comparison.signal?.throwIfAborted()
    const some = members.filter((one) => chosen.has(one))
    const scores = await runCompare(criterion, group, some, comparison, ports)
    return new Map(some.map((one, at) => [one, scores[at]!]))
  }
  async function failureWith(some: readonly ComparableAnswer[]): Promise<unknown> {
    // Of too few answers a comparison need not know anything.
    if (new Set(some.map(({ hotkey }) => hotkey)).size - 1 < minPeers) return null
    try {
      await compare(new Set(some))
      return null
    } catch (error) {
      comparison.signal?.throwIfAborted()
      return error ?? new Error('it threw nothing')
    }
  }
  const isSound = async (some: readonly ComparableAnswer[]) => (await failureWith(some)) === null
  const least = Math.max(1, minPeers)
  const isolated = await isolate(members, {
    isSound,
    least,
    random: comparison.random(`${name} apart`, group),
  })
  if (isolated === null) return null
  const { sound, culprits } = isolated
  if (new Set(sound.map(({ hotkey }) => hotkey)).size - 1 < minPeers) return null
  const failures = new Map<ComparableAnswer, unknown>()
  for (const one of culprits) failures.set(one, await failureWith([...sound, one]))
  return { scores: await compare(new Set(sound)), failures }
}

interface Apart {
  readonly scores: ReadonlyMap<ComparableAnswer, ComparedScore>
  /** What the comparison fails with, by the answers to blame. */
  readonly failures: ReadonlyMap<ComparableAnswer, unknown>
}

type ComparedScore = Exclude<RoundScore, number>

async function runCompare(
  criterion: RoundCriterion<never>,
  group: string,
  members: readonly ComparableAnswer[],
  comparison: Comparison,
  ports: Pick<RoundContext, 'verdict' | 'report'>,
): Promise<readonly ComparedScore[]> {
  const { name, deadlineMs = 60_000, past: rounds = 0 } = criterion
  const { round, random, past, clock, signal } = comparison
  const { value: entries } = frozenCopy(
    members.map((answer) => ({
      feature: answer.parts.features![name]!.value,
      miner: answer.hotkey,
      past: rounds > 0 ? past(answer, name, rounds) : [],
    })),
  ) as { readonly value: unknown } as { readonly value: readonly RoundEntry<never>[] }
  using limit = limitTime(deadlineMs, { signal, clock })
  const context = { round, group, random: random(name, group), signal: limit.signal, ...ports }
  let scores: unknown = criterion.compare(entries, context)
  if (scores instanceof Promise) {
    try {
      scores = await untilAborted(scores, limit.signal)
    } catch (error) {
      throw limit.isCauseOf(error) ? new TimeOver(`no result within ${deadlineMs} ms`) : error
    }
  }
  if (!Array.isArray(scores) || scores.length !== entries.length) {
    const count = Array.isArray(scores) ? `${scores.length} scores` : `${typeof scores}`
    throw new TypeError(`it returned ${count} for ${entries.length} entries`)
  }
  return scores.map((one: unknown) => {
    if (one === null || isNotYet(one) || isNotChecked(one)) return one
    const { score, detail } = (typeof one === 'object' ? one : { score: one }) as Record<string, unknown>
    return {
      score: unit(`criterion ${name}`, score),
      detail: detail === undefined ? undefined : readJson(detail, mostDetailBytes),
    }
  })
}

/** A comparison that took longer than it may. */
class TimeOver extends Error {}

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
