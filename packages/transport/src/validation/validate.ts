import { z } from 'zod'
import { sliced } from './sliced.js'
import { turns } from './turns.js'
import { createWalkContext, type Issue, maxIssues, type Payload, TooComplex, type Walk } from './walk.js'

/** Result of {@link validate}. */
export type Validated<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly issues: readonly z.core.$ZodIssue[]; readonly hasMore: boolean }

/** Steps for each byte of a foreign value, and those that every value has. */
const [stepsPerByte, freeSteps] = [4, 200_000]

/**
 * Validates a value as `safeParseAsync` does, bounded in time and issues whatever the value holds: a large one is worked
 * on in turns, which all validations of the process share, and refused at the first few issues. Code of the user within
 * the schema (refinements, transforms, patterns) is not interrupted.
 * @param bytes size of the value as it was received, which bounds the number of steps; infinity for an own value
 * @param maxLight see {@link Walk}; less than the default only for tests
 */
export async function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  bytes: number,
  maxLight = 500,
): Promise<Validated<T>> {
  const stepsLeft = freeSteps + stepsPerByte * bytes
  const walk: Walk = { job: { turns: 0 }, stepsLeft, maxLight, large: new WeakSet(), wasLight: false }
  if (turns.isOver()) await turns.next(walk.job)
  const context = createWalkContext(walk)
  try {
    const result = sliced(schema)._zod.run({ value, issues: [] }, context)
    return resultOf<T>(result instanceof Promise ? await result : result)
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error
    const issue = { code: 'custom' as const, path: [], message: error.message, input: value }
    return { success: false, issues: [issue], hasMore: false }
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
  return { success: false, issues: first, hasMore: issues.length >= maxIssues }
}

/** A message names every key that is too much. */
function shortened(issue: Issue): Issue {
  if (issue.code !== 'unrecognized_keys') return issue
  return { ...issue, keys: (issue.keys as string[]).slice(0, maxIssues) } as never
}
