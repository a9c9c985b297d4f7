import { safeText, withDeadline } from '@subnetkit/base'
import { coreError } from '../errors.js'
import { failureOf, freezeJson, frozenCopy } from './frozen-copy.js'
import { isNotChecked } from './not-checked.js'
import { isInScope } from './parts.js'
import { featuresOf, type RunPart } from './round/features.js'
import type { Answer, CriterionScore, LeftOutPart, Rubric, Score } from './rubric.js'

/** Options of {@link applyRubric}. */
export interface ScoreOptions {
  /**
   * Time for each gate, criterion and factor without one of its own, in ms. It bounds what a checker awaits; a checker that never yields
   * cannot be stopped.
   * @default 10_000
   */
  readonly deadlineMs?: number | undefined
}

/**
 * Scores an answer whose schemas have run: 0 if a gate fails, else the combined criteria times every factor. Parts
 * whose scope is another family or synapse are left out. Round criteria enter later, by {@link compareAnswers}: the score
 * has their features, and is 0 where no other criterion applies.
 * Parts that could not be checked are left out by name; with a gate among them nothing else is scored, and {@link leftOutReason} has why.
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
  const run: RunPart = async (part, work, ownMs) => {
    const result = await runPart(part, work, ownMs)
    await runPart(part, check)
    return result
  }
  const applies = (part: Parameters<typeof isInScope>[0]) => isInScope(part, answer)
  const leftOut: LeftOutPart[] = []
  const named = () => leftOut.length > 0 && { leftOut }

  for (const gate of rubric.gates.filter(applies)) {
    const { name, deadlineMs: ownMs } = gate
    const passes = await run(`gate ${name}`, () => gate.passes(answer), ownMs)
    if (isNotChecked(passes)) leftOut.push({ kind: 'gate', name, reason: passes.reason })
    else if (passes !== true) return { value: 0, failedGate: name, criteria: [], factors: [], ...named() }
  }
  if (leftOut.length > 0) return { value: 0, failedGate: null, criteria: [], factors: [], leftOut }
  const criteria: CriterionScore[] = []
  for (const criterion of rubric.criteria.filter(applies)) {
    const { name, weight, deadlineMs: ownMs } = criterion
    const part = `criterion ${name}`
    const score = await run(part, () => criterion.score(answer), ownMs)
    if (isNotChecked(score)) leftOut.push({ kind: 'criterion', name, reason: score.reason })
    else criteria.push({ name, weight, score: unit(part, score) })
  }
  const factors: Score['factors'][number][] = []
  for (const one of rubric.factors.filter(applies)) {
    const { name, deadlineMs: ownMs } = one
    const part = `factor ${name}`
    const factor = await run(part, () => one.factor(answer), ownMs)
    if (isNotChecked(factor)) leftOut.push({ kind: 'factor', name, reason: factor.reason })
    else factors.push({ name, factor: unit(part, factor) })
  }
  const features = await featuresOf(rubric, answer, run)
  const isEmpty = criteria.length === 0 && (features !== null || leftOut.length > 0)
  const value = isEmpty ? 0 : await combinedValue(rubric, { criteria, factors }, run)
  return { value, failedGate: null, criteria, factors, ...named(), ...(features && { features }) }
}

/**
 * Returns the reason for which a score counts for nobody: a gate was not checked, or no criterion is left. Null for one that counts, or is
 * still to be compared.
 */
export function leftOutReason({ failedGate, criteria, features, leftOut }: Score): string | null {
  if (failedGate !== null || leftOut === undefined) return null
  const [first] = leftOut
  if (first?.kind !== 'gate' && (criteria.length > 0 || features)) return null
  const { code, message } = notCheckedError(first!)
  return `${code}: ${message}`
}

/** Trouble of the validator that a part which was not checked shows. */
export const notCheckedError = ({ kind, name, reason }: LeftOutPart) =>
  coreError('NOT_CHECKED', { part: `${kind} ${name}`, detail: reason })

/** The combined criteria, which are frozen for it, times every factor. */
export async function combinedValue(
  rubric: Pick<Rubric<never>, 'combine'>,
  { criteria, factors }: Pick<Score, 'criteria' | 'factors'>,
  run: RunPart,
): Promise<number> {
  freezeJson(criteria)
  const combined = unit('combine', await run('combine', () => rubric.combine(criteria)))
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
  async (part, check, ownMs = deadlineMs) => {
    try {
      const result = check()
      if (!isThenable(result)) return result
      return await withDeadline(
        Promise.resolve(result),
        ownMs,
        () => new Error(`no result within ${ownMs} ms`),
      )
    } catch (error) {
      throw coreError('CHECKER_FAILED', { part, detail: failureOf(error) }, { cause: error })
    }
  }

/** True for anything that `await` would wait for. */
const isThenable = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
