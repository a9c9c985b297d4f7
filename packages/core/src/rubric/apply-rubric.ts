import { safeText, withDeadline } from '@subnetkit/base'
import { coreError } from '../errors.js'
import { failureOf, frozenCopy } from './frozen-copy.js'
import { isInScope } from './parts.js'
import { featuresOf, type RunPart } from './round/features.js'
import type { Answer, CriterionScore, Rubric, Score } from './rubric.js'

/** Options of {@link applyRubric}. */
export interface ScoreOptions {
  /**
   * Time for each gate, criterion and factor, in ms. It bounds what a checker awaits; a checker that never yields
   * cannot be stopped.
   * @default 10_000
   */
  readonly deadlineMs?: number | undefined
}

/**
 * Scores an answer whose schemas have run: 0 if a gate fails, else the combined criteria times every factor. Parts
 * whose scope is another family or synapse are left out. Round criteria enter later, by {@link compareAnswers}: the score
 * has their features, and is 0 where no other criterion applies.
 * Parts see one frozen copy of the answer: what one of them changes throws, or is found, and reaches nothing else.
 * Throws CHECKER_FAILED when a part throws, runs out of time or changes what it receives, SCORE_OUT_OF_RANGE when a part returns NaN or a number
 * outside [0, 1]: errors of the rubric on this answer, and never of another miner.
 */
export async function applyRubric<A extends Pick<Answer, 'id' | 'family' | 'synapse'>>(
  rubric: Rubric<A>,
  given: A,
  { deadlineMs = 10_000 }: ScoreOptions = {},
): Promise<Score> {
  const runPart = runWithin(deadlineMs)
  const { value: answer, check } = await runPart('the copy', () => frozenCopy(given))
  const run: RunPart = async (part, work) => {
    const result = await runPart(part, work)
    await runPart(part, check)
    return result
  }
  const applies = (part: Parameters<typeof isInScope>[0]) => isInScope(part, answer)

  for (const gate of rubric.gates.filter(applies)) {
    const passes = await run(`gate ${gate.name}`, () => gate.passes(answer))
    if (passes !== true) return { value: 0, failedGate: gate.name, criteria: [], factors: [] }
  }
  const criteria: CriterionScore[] = []
  for (const criterion of rubric.criteria.filter(applies)) {
    const { name, weight } = criterion
    const part = `criterion ${name}`
    criteria.push({ name, weight, score: unit(part, await run(part, () => criterion.score(answer))) })
  }
  const factors: Score['factors'][number][] = []
  for (const factor of rubric.factors.filter(applies)) {
    const part = `factor ${factor.name}`
    factors.push({ name: factor.name, factor: unit(part, await run(part, () => factor.factor(answer))) })
  }
  const features = await featuresOf(rubric, answer, run)
  const value =
    features && criteria.length === 0 ? 0 : await combinedValue(rubric, { criteria, factors }, run)
  return { value, failedGate: null, criteria, factors, ...(features && { features }) }
}

/** The combined criteria times every factor. */
export async function combinedValue(
  rubric: Pick<Rubric<never>, 'combine'>,
  { criteria, factors }: Pick<Score, 'criteria' | 'factors'>,
  run: RunPart,
): Promise<number> {
  const scores = frozenCopy(criteria).value
  const combined = unit('combine', await run('combine', () => rubric.combine(scores)))
  return factors.reduce((product, { factor }) => product * factor, combined)
}

/** Most characters of a result that an error repeats: it may be as long as a miner likes. */
const longestValue = 100

/** A number in [0, 1], without the negative zero that would look odd in receipts. */
export function unit(part: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value + 0
  throw coreError('SCORE_OUT_OF_RANGE', { part, value: safeText(value).slice(0, longestValue) })
}

/** Runs parts of a rubric within a deadline, in ms. Throws CHECKER_FAILED for one that fails. */
export const runWithin =
  (deadlineMs: number): RunPart =>
  async (part, check) => {
    try {
      const result = check()
      if (!isThenable(result)) return result
      return await withDeadline(
        Promise.resolve(result),
        deadlineMs,
        () => new Error(`no result within ${deadlineMs} ms`),
      )
    } catch (error) {
      throw coreError('CHECKER_FAILED', { part, detail: failureOf(error) }, { cause: error })
    }
  }

/** True for anything that `await` would wait for. */
const isThenable = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
