import { exceptions } from './exceptions.js'

/** Result of one test, by its file and its name. */
export interface Outcome {
  readonly file: string
  readonly name: string
  readonly passed: boolean
}

/** Failures that no exception explains, and exceptions whose tests pass on this version. */
export interface Verdict {
  readonly failed: readonly string[]
  readonly explained: number
  readonly idle: readonly string[]
}

/** Judges the suite on one version. */
export function judge(specVersion: number, outcomes: readonly Outcome[]): Verdict {
  const excused = exceptions.filter(({ since }) => specVersion < since).flatMap(({ tests }) => tests)
  const of = ({ file, name }: Outcome) => `${file.replace(/^.*packages\/chain\/src\//, '')}: ${name}`
  const isExcused = (outcome: Outcome) => excused.includes(of(outcome))
  const failures = outcomes.filter(({ passed }) => !passed)
  return {
    failed: failures.filter((outcome) => !isExcused(outcome)).map(of),
    explained: failures.filter(isExcused).length,
    idle: outcomes.filter((outcome) => outcome.passed && isExcused(outcome)).map(of),
  }
}
