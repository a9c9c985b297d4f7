import { reasonOf } from '@subnetkit/base'
/** Collects what passed and what failed, a line each. */
export interface Report {
  readonly failed: number
  /** Runs one step; what it throws is its failure. */
  step(name: string, work: () => Promise<void>): Promise<void>
  /** Notes the result of a step that ran elsewhere. */
  note(name: string, problem: string | undefined): void
  /** A line about a suite as a whole. */
  say(line: string): void
  /** `N passed, N failed`. */
  close(): void
}

export function createReport(write: (line: string) => void): Report {
  let passed = 0
  let failed = 0
  const note = (name: string, problem: string | undefined) => {
    if (problem === undefined) passed++
    else failed++
    write(problem === undefined ? `pass  ${name}\n` : `FAIL  ${name}: ${problem}\n`)
  }
  return {
    get failed() {
      return failed
    },
    async step(name, work) {
      try {
        await work()
        note(name, undefined)
      } catch (error) {
        note(name, reasonOf(error))
      }
    },
    note,
    say: (line) => write(`${line}\n`),
    close: () => write(`${passed} passed, ${failed} failed\n`),
  }
}
