import type { Synthesis } from '@subnetkit/core'
import type { Question } from '../routing/question.js'

type Parts<Answer> = Pick<Question<Answer>, 'agree' | 'same' | 'verify' | 'combine' | 'isComparable'>

/**
 * The parts of a view by which several answers to a request become one. What a view throws never reaches a client: the answer equals no
 * other, has the grade 0, or is not combined.
 */
export function synthesisOf<Request, Answer>(
  view: Synthesis<Request, Answer>,
  request: Request,
  agreeByDefault?: (answer: Answer) => string | null,
): Parts<Answer> {
  const { verify, combine } = view
  const agree = view.agree ?? agreeByDefault
  return {
    ...(agree !== undefined && { agree: (answer) => orNull(() => agree(answer, request)) }),
    ...(view.agree !== undefined && { isComparable: true }),
    ...(agreeByDefault !== undefined && { same: agreeByDefault }),
    ...(verify !== undefined && {
      async verify(answer) {
        const grade = await orNull(() => verify(answer, request))
        return Number.isFinite(grade) ? Math.min(1, Math.max(0, grade!)) : 0
      },
    }),
    ...(combine !== undefined && { combine: async (answers) => orNull(() => combine(answers, request)) }),
  }
}

/** Result of a function, or null for one that throws or rejects. */
function orNull<T>(run: () => T): T | null {
  try {
    const given = run()
    return (given instanceof Promise ? given.catch(() => null) : given) as T | null
  } catch {
    return null
  }
}
