import { z } from 'zod'
import { lightRun, sliced } from './sliced.js'
import { type Turns, turns } from './turns.js'
import { createWalk, createWalkContext, type Issue, maxIssues, type Payload, TooComplex } from './walk.js'

/** A value that does not match its schema, with the first issues. */
export interface Invalid {
  readonly success: false
  readonly error: z.ZodError
  readonly issues: readonly z.core.$ZodIssue[]
  /** True if the value was not looked at any further. */
  readonly hasMore: boolean
}

/** Result of {@link validate}. */
export type Validated<T> = { readonly success: true; readonly data: T } | Invalid

/** Work that is not worth a look at the clock. */
const maxUnnoticed = 50

/** Steps for each byte of a foreign value, and those that every value has. */
const [stepsPerByte, freeSteps] = [4, 200_000]

/**
 * Validates a value as `safeParse` does and waits for asynchronous code, bounded in time and issues whatever the value holds: a large one is worked
 * on in turns, which all validations of the process share, and refused at the first few issues. Code of the user within
 * the schema (refinements, transforms, patterns) is not interrupted.
 * @param bytes size of the value as it was received, which bounds the number of steps; infinity for an own value
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, bytes: number): Promise<Validated<T>> {
  return validateIn(turns, schema, value, bytes)
}

/**
 * Validates in turns of one's own.
 * @param maxLight see {@link Walk}
 */
export async function validateIn<T>(
  turns: Turns,
  schema: z.ZodType<T>,
  value: unknown,
  bytes: number,
  maxLight = 500,
): Promise<Validated<T>> {
  const light = lightRun(schema, value, maxLight)
  if (light) {
    if (light.work > maxUnnoticed && turns.isOver()) await turns.next({ turns: 0 })
    return resultOf<T>(await light.run())
  }
  const stepsLeft = freeSteps + stepsPerByte * bytes
  const walk = createWalk(turns, stepsLeft, maxLight)
  if (turns.isOver()) await turns.next(walk.job)
  const context = createWalkContext(walk)
  try {
    const result = sliced(schema)._zod.run({ value, issues: [] }, context)
    return resultOf<T>(result instanceof Promise ? await result : result)
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error
    const issue = { code: 'custom' as const, path: [], message: error.message, input: value }
    return invalid([issue], false)
  } finally {
    // Fields that are still being looked at stop at their next step.
    walk.stepsLeft = Number.NEGATIVE_INFINITY
  }
}

function resultOf<T>({ issues, value }: Payload): Validated<T> {
  if (issues.length === 0) return { success: true, data: value as T }
  const config = z.core.config()
  const first = issues
    .slice(0, maxIssues)
    .map((issue) => z.core.util.finalizeIssue(shortened(issue), { async: true } as never, config))
  return invalid(first, issues.length >= maxIssues)
}

function invalid(issues: z.core.$ZodIssue[], hasMore: boolean): Invalid {
  return { success: false, error: new z.ZodError(issues), issues, hasMore }
}

/** A message names every key that is too much. */
function shortened(issue: Issue): Issue {
  if (issue.code !== 'unrecognized_keys') return issue
  return { ...issue, keys: (issue.keys as string[]).slice(0, maxIssues) } as never
}
