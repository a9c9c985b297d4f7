/** Reports a finished check; `problem` is null if it passed. */
export type Report = (name: string, problem: string | null, seconds: number) => void

/** Runs a check: it fails with the problems that its work returns, if any, or with its error. */
export type Check = (name: string, work: () => Promise<readonly string[] | undefined>) => Promise<void>

/** Checks that are counted and reported. */
export interface Checks {
  readonly check: Check
  readonly counts: { readonly passed: number; readonly failed: number }
}

export function createChecks(report: Report): Checks {
  const counts = { passed: 0, failed: 0 }
  return {
    counts,
    async check(name, work) {
      const startedAt = performance.now()
      const problems = await work().catch((error: Error) => [error.message])
      const problem = problems && problems.length > 0 ? problems.join('\n') : null
      if (problem === null) counts.passed++
      else counts.failed++
      report(name, problem, (performance.now() - startedAt) / 1_000)
    },
  }
}
