import { limitTime, untilAborted } from '@subnetkit/base'
import { unit } from '../apply-rubric.js'
import { frozenCopy } from '../frozen-copy.js'
import { isNotChecked, isNotYet } from '../not-checked.js'
import type { RoundContext, RoundCriterion, RoundEntry, RoundScore } from '../rubric.js'
import type { ComparableAnswer, Comparison } from './comparison.js'
import { readJson } from './features.js'

/** Most bytes of a score's details as JSON. */
const mostDetailBytes = 500

/** Score of an answer beside others. */
export type ComparedScore = Exclude<RoundScore, number>

/** Runs a criterion over some answers within its time; throws for what it must not return. */
export async function runCompare(
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
export class TimeOver extends Error {}
