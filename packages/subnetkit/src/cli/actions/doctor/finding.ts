import { toFailure } from '../../output/failure.js'

export type Verdict = 'pass' | 'fail' | 'skip'

/** One line of the doctor. */
export interface Finding {
  readonly name: string
  readonly verdict: Verdict
  /** The finding in a sentence, with its numbers. */
  readonly sentence: string
  /** Instruction; null unless the check fails. */
  readonly fix: string | null
}

export const pass = (name: string, sentence: string): Finding => ({
  name,
  verdict: 'pass',
  sentence,
  fix: null,
})

export const skip = (name: string, sentence: string): Finding => ({
  name,
  verdict: 'skip',
  sentence,
  fix: null,
})

export const fail = (name: string, sentence: string, fix: string): Finding => ({
  name,
  verdict: 'fail',
  sentence,
  fix,
})

/** Runs a check; an error becomes a failed line, in its own words. */
export async function examine(name: string, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work()
  } catch (error) {
    const { message, fix } = toFailure(error)
    return fail(name, message, fix)
  }
}

/** The same for a check with several lines; `name` replaces them all when it throws. */
export async function examineAll(
  name: string,
  work: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  let findings: readonly Finding[] = []
  const failure = await examine(name, async () => {
    findings = await work()
    return pass(name, '')
  })
  return failure.verdict === 'fail' ? [failure] : findings
}
