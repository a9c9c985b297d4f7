import { depending, failing } from '@subnetkit/devnet/conformance'
import type { SuiteName } from './suites.js'

/** A line of the pytest plugin. */
export interface TestResult {
  readonly test: string
  readonly when: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly message: string
}

/** A suite's outcome against what the conformance page says. */
export interface Summary {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Failed, and not on the page. */
  readonly surprises: readonly TestResult[]
  /** Failed, and on the page as tests that may do so. */
  readonly depended: readonly TestResult[]
  /** Passed, though the page says that they fail. */
  readonly stale: readonly string[]
}

/** Names on the page that stand for a test: its own, or the one that it shares with its twin. */
const namesOf = (test: string): readonly string[] => [test.replace(/\[.*\]$/, ''), nameOf(test)]

/** Names without the mark of an async twin and its parameters: the page lists both as one. */
export const nameOf = (test: string): string => test.replace(/\[.*\]$/, '').replace(/_async$/, '')

export function summarise(suite: SuiteName, lines: readonly TestResult[]): Summary {
  const last = new Map<string, TestResult>()
  for (const line of lines) {
    // A test that passed may still fail when it is torn down.
    if (line.outcome !== 'passed' || last.get(line.test)?.outcome === undefined) last.set(line.test, line)
  }
  const results = [...last.values()]
  const known = failing[suite].map(({ test }) => test)
  const unsteady = depending[suite].map(({ test }) => test)
  const count = (outcome: TestResult['outcome']) => results.filter((one) => one.outcome === outcome).length
  const failures = results.filter((one) => one.outcome === 'failed')
  const among = (names: readonly string[], { test }: TestResult) =>
    namesOf(test).some((name) => names.includes(name))
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    surprises: failures.filter((one) => !among([...known, ...unsteady], one)),
    depended: failures.filter((one) => among(unsteady, one)),
    stale: known.filter((test) =>
      results.some((one) => one.outcome === 'passed' && namesOf(one.test).includes(test)),
    ),
  }
}
