import { withDeadline } from '@subnetkit/base'
import type { Rubric } from '@subnetkit/core'

/** Time for the parts of a rubric, in ms. */
export interface RubricLimits {
  /** For each part that names none of its own. */
  readonly partMs: number
  /** For each part once it is known to hang on answers of this kind of miner, or the rubric has hung for `patienceMs`. */
  readonly shortMs: number
  /** Longest comparison of a round criterion. */
  readonly compareMs: number
  readonly patienceMs: number
  /** Answers of one kind of miner that may hang before the rest are not tried. */
  readonly most: number
}

const usual: RubricLimits = { partMs: 1_000, shortMs: 50, compareMs: 10_000, patienceMs: 5_000, most: 8 }

/** Bounds of what rubrics cost that never resolve. */
export interface RubricGuard {
  /** The rubric with parts that end. */
  bound<A>(rubric: Rubric<A>): Rubric<A>
  /** Names the kind of miner whose answer is scored next. */
  scoring(agent: string): void
}

/** Waits that validators of a process share: they shorten later ones, and change no result. */
export interface RubricWaits {
  readonly hung: Set<string>
  waitedMs: number
}

export const createWaits = (): RubricWaits => ({ hung: new Set(), waitedMs: 0 })

/**
 * Bounds what a rubric that never resolves costs one validator: a part that hung on an answer gets less time for later answers of that kind
 * of miner, and after some none. Everything else is left to the rubric.
 */
export function createRubricGuard(
  limits: Partial<RubricLimits> = {},
  waits: RubricWaits = createWaits(),
): RubricGuard {
  const { partMs, shortMs, compareMs, patienceMs, most } = { ...usual, ...limits }
  // Of this validator alone: what is not tried may not depend on the processes that share the work.
  const hung = new Map<string, number>()
  let current = ''

  /** Waits for a result as long as its kind of miner may take. */
  function wait<T>(result: T | Promise<T>, kind: string, longestMs: number): T | Promise<T> {
    if (!isThenable(result)) return result
    const isShort = waits.hung.has(kind) || waits.waitedMs >= patienceMs
    const ms = isShort ? Math.min(shortMs, longestMs) : longestMs
    return withDeadline(Promise.resolve(result), ms, () => {
      hung.set(kind, (hung.get(kind) ?? 0) + 1)
      waits.hung.add(kind)
      waits.waitedMs += ms
      return new Error('no result in time')
    })
  }
  const bounded =
    <A extends readonly unknown[], T>(check: (...given: A) => T | Promise<T>, ms = partMs) =>
    (...given: A): T | Promise<T> => {
      const kind = current
      if ((hung.get(kind) ?? 0) >= most) {
        throw new Error(`not tried: it had no result for ${most} answers of ${kind}`)
      }
      return wait(check(...given), kind, ms)
    }
  return {
    bound: (rubric) => ({
      ...rubric,
      gates: rubric.gates.map((one) => ({ ...one, passes: bounded(one.passes.bind(one), one.deadlineMs) })),
      criteria: rubric.criteria.map((one) => ({
        ...one,
        score: bounded(one.score.bind(one), one.deadlineMs),
      })),
      factors: rubric.factors.map((one) => ({
        ...one,
        factor: bounded(one.factor.bind(one), one.deadlineMs),
      })),
      roundCriteria: rubric.roundCriteria.map((one) => ({
        ...one,
        feature: bounded(one.feature.bind(one)),
        compare: (...given: Parameters<typeof one.compare>) => {
          const longestMs = Math.min(compareMs, one.deadlineMs ?? compareMs)
          return wait(one.compare(...given), `criterion ${one.name}`, longestMs)
        },
      })),
    }),
    scoring(agent) {
      current = agent
    },
  }
}

const isThenable = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
