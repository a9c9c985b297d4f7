import { runEpoch } from '../epoch.js'
import type { EpochResult } from '../types.js'
import { assertedProblem } from './asserted.js'
import { attempt, judge, type VectorResult } from './cases.js'
import { difference } from './compare.js'
import { readEpochInput } from './epoch-input.js'
import { asList, asObject, asString, type JsonObject, snakeCase, toJson } from './json.js'

/** Runs a file of epoch sequences, step by step, over this implementation. */
export function runEpochVectors(file: unknown): VectorResult[] {
  return judge(file, 'sequences', (sequence) => {
    const id = asString(sequence.id, 'id')
    return asList(sequence.steps, 'steps').flatMap((step, i) => {
      const name = `${id} step ${i}`
      return attempt(name, () => [{ name, problem: stepProblem(asObject(step, name)) }])
    })
  })
}

const STEP_FIELDS = new Set(['label', 'note', 'input', 'asserted_by_test', 'reference', 'runtime'])

function stepProblem(step: JsonObject): string | null {
  const unknown = Object.keys(step).find((field) => !STEP_FIELDS.has(field))
  if (unknown !== undefined) return `field ${unknown} is not known here`
  const expected = step.reference ?? step.runtime
  if (expected === undefined && step.asserted_by_test === undefined) return 'nothing is expected'
  const input = readEpochInput(asObject(step.input, 'input'))
  const result = runEpoch(input, { trace: true })
  return (
    (step.reference === undefined ? null : difference(step.reference, resultJson(result), 'reference')) ??
    (step.runtime === undefined ? null : difference(step.runtime, resultJson(result), 'runtime')) ??
    (step.asserted_by_test === undefined
      ? null
      : assertedProblem(asObject(step.asserted_by_test, 'asserted_by_test'), input, result))
  )
}

/** A result in the files' names and encoding. */
function resultJson({ stored, payout, intermediate }: EpochResult): JsonObject {
  return {
    stored: fieldsJson(stored),
    payout: fieldsJson(payout),
    intermediate: fieldsJson(intermediate ?? {}),
  }
}

function fieldsJson(fields: object): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), toJson(value)]))
}
