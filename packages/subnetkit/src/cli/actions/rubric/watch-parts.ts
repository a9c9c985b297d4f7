import { safeText } from '@subnetkit/base'
import type { RoundCriterion, RoundScore, Rubric } from '@subnetkit/core'

/** Kind of a part of a rubric. */
export type PartKind = 'gate' | 'criterion' | 'round criterion' | 'factor' | 'combine'

/** Record of a part of a rubric over the answers that it was given. */
export interface PartUse {
  readonly kind: PartKind
  readonly name: string
  calls: number
  /** Gates: answers that passed. */
  passes: number
  /** Lowest and highest result in [0, 1]. */
  least: number
  most: number
  /** CPU time of the slowest call, in ms. */
  worstMs: number
  /** Answer of the slowest call. */
  worstOn: string
  /** First result that is no number in [0, 1], with the answer that it is about. */
  bad: { readonly value: string; readonly on: string } | null
}

/** A rubric whose parts are observed. */
export interface Watched {
  readonly rubric: Rubric<never>
  readonly parts: readonly PartUse[]
  /** Names the answer that is scored from now on. */
  look(on: string): void
}

/** Wraps each part of a rubric, so that its results and its CPU time are known. The parts are called one after the other. */
export function watchParts(rubric: Rubric<never>): Watched {
  const parts: PartUse[] = []
  let on = ''

  function watch(kind: PartKind, name: string) {
    const use: PartUse = {
      ...{ kind, name, calls: 0, passes: 0, least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY },
      ...{ worstMs: 0, worstOn: '', bad: null },
    }
    parts.push(use)
    return {
      note(result: unknown) {
        if (kind === 'gate') use.passes += result === true ? 1 : 0
        else if (typeof result === 'number' && result >= 0 && result <= 1) {
          use.least = Math.min(use.least, result)
          use.most = Math.max(use.most, result)
        } else use.bad ??= { value: safeText(result).slice(0, 100), on }
      },
      /** Runs a call of it; the result is noted by the caller. */
      time<T>(work: () => T): T {
        const begun = process.cpuUsage()
        const end = () => {
          const { user, system } = process.cpuUsage(begun)
          const ms = (user + system) / 1_000
          use.calls += 1
          if (ms > use.worstMs) [use.worstMs, use.worstOn] = [ms, on]
        }
        try {
          const result = work()
          if (!(result instanceof Promise)) {
            end()
            return result
          }
          return result.finally(end) as T
        } catch (error) {
          end()
          throw error
        }
      },
    }
  }

  /** Wraps a function of an answer, whose result is noted. */
  function wrap<T>(kind: PartKind, name: string, work: (answer: never) => T): (answer: never) => T {
    const watched = watch(kind, name)
    return (answer) => {
      const result = watched.time(() => work(answer))
      if (result instanceof Promise) void result.then(watched.note, () => {})
      else watched.note(result)
      return result
    }
  }

  function wrapRound(criterion: RoundCriterion<never>): RoundCriterion<never> {
    const watched = watch('round criterion', criterion.name)
    return {
      ...criterion,
      feature: (answer) => watched.time(() => criterion.feature(answer)),
      compare: async (entries, context) => {
        const scores: readonly RoundScore[] = await watched.time(() => criterion.compare(entries, context))
        for (const one of Array.isArray(scores) ? scores : []) {
          // Null leaves the criterion out for an entry.
          if (one !== null) watched.note(typeof one === 'object' ? one.score : one)
        }
        return scores
      },
    }
  }

  const combine = watch('combine', 'combine')
  return {
    parts,
    look: (at) => {
      on = at
    },
    rubric: {
      ...rubric,
      gates: rubric.gates.map((one) => ({ ...one, passes: wrap('gate', one.name, one.passes) })),
      criteria: rubric.criteria.map((one) => ({ ...one, score: wrap('criterion', one.name, one.score) })),
      roundCriteria: rubric.roundCriteria.map(wrapRound),
      factors: rubric.factors.map((one) => ({ ...one, factor: wrap('factor', one.name, one.factor) })),
      combine(scores) {
        const result = combine.time(() => rubric.combine(scores))
        combine.note(result)
        return result
      },
    },
  }
}
