import { isSubnetError } from '@subnetkit/base'
import {
  clipToMaxWeight,
  emitWeights,
  normalizeMaxWeight,
  normalizeWeights,
  processWeights,
  sharesOfRow,
  splitToU16,
  type WeightsByUid,
} from '@subnetkit/core/conformance'
import { z } from 'zod'
import { caseKind, comparer, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'

const numbers = z.array(z.number())

/** The result, or the text of our error. Any error other than one about weights is a problem of the case. */
function resultOf<T>(compute: () => T): { readonly value: T } | { readonly refused: string } {
  try {
    return { value: compute() }
  } catch (error) {
    if (!isSubnetError(error, 'WEIGHTS_VECTOR_INVALID')) throw error
    return { refused: error.message }
  }
}

/** Errors of other implementations, and the words that ours must have then. A Python class shows no reason. */
const sameReason: readonly (readonly [theirs: RegExp, ours: RegExp])[] = [
  [/^(ValueError|IndexError|TypeError)$/, /./],
  [/weights must be finite and non-negative/i, /negative|not a finite number/],
  [/uids must be/i, /uid/],
  [/negative weight/i, /negative weight/],
  [/negative uid/i, /negative uid/],
  [/zero|empty|no weights/i, /zero/],
  [/length|mismatch/i, /lengths differ/],
  [/duplicate/i, /duplicate/],
  [/nan|finite/i, /not a finite number/],
]

/** Difference if the case expects an error, or null if it expects none and there was none. */
function compareRefusal(outcome: ReturnType<typeof resultOf>, error: string | undefined): string | null {
  if ('refused' in outcome) {
    if (error === undefined) return `refused: ${outcome.refused}`
    const reason = sameReason.find(([theirs]) => theirs.test(error))
    if (!reason) return `the expected error "${error}" is none that this runner knows`
    return reason[1].test(outcome.refused) ? null : `refused for "${outcome.refused}" instead of "${error}"`
  }
  return error === undefined ? null : `accepted instead of "${error}"`
}

/** Largest difference, with what differs, or null within the tolerance. */
function far(ours: ArrayLike<number>, theirs: readonly number[], tolerance: number): string | null {
  if (ours.length !== theirs.length) return `${ours.length} values instead of ${theirs.length}`
  const index = theirs.findIndex((value, at) => !(Math.abs(ours[at]! - value) <= tolerance))
  return index < 0 ? null : `value ${index} is ${ours[index]} instead of ${theirs[index]}`
}

function allOf(...problems: readonly (string | null)[]): string | null {
  return problems.filter((problem) => problem !== null).join('; ') || null
}

const vectorResult = {
  expected_uids: numbers.optional(),
  expected_values: numbers.optional(),
  error: z.string().optional(),
}

function compareVector(
  outcome: ReturnType<typeof resultOf<WeightsByUid>>,
  expected: {
    expected_uids?: number[] | undefined
    expected_values?: number[] | undefined
    error?: string | undefined
  },
): string | null {
  const refusal = compareRefusal(outcome, expected.error)
  if (refusal !== null || 'refused' in outcome) return refusal
  const { same, problem } = comparer()
  same('uids', outcome.value.uids, expected.expected_uids)
  same('values', outcome.value.values, expected.expected_values)
  return problem()
}

const normalizeCase = z.strictObject({
  name: z.string(),
  note,
  uids: numbers,
  weights: numbers,
  ...vectorResult,
})

const emitCase = z.strictObject({
  name: z.string(),
  note,
  input_kind: z.enum(['list', 'list->float32', 'float32', 'float64']),
  uids: numbers,
  weights: numbers,
  ...vectorResult,
})

function compareEmit(given: z.infer<typeof emitCase>): string | null {
  const precision = given.input_kind === 'float64' ? 'float64' : 'float32'
  return compareVector(
    resultOf(() => emitWeights(given.uids, given.weights, { precision })),
    given,
  )
}

const clipCase = z.strictObject({
  name: z.string(),
  note,
  weights: numbers,
  limit: z.number(),
  expected: numbers.optional(),
  error: z.string().optional(),
})

const clipTolerance = 1e-9

function compareClip(given: z.infer<typeof clipCase>): string | null {
  const outcome = resultOf(() => clipToMaxWeight(given.weights, given.limit))
  const refusal = compareRefusal(outcome, given.error)
  if (refusal !== null || 'refused' in outcome) return refusal
  const sum = outcome.value.reduce((total, share) => total + share, 0)
  const stated = Math.max(given.limit, ...(given.expected ?? []))
  const isAbove = given.weights.length * given.limit > 1 && Math.max(...outcome.value) > stated + 1e-6
  return allOf(
    far(outcome.value, given.expected ?? [], clipTolerance),
    far([sum], [1], clipTolerance),
    isAbove ? `a share is above the limit ${given.limit}` : null,
  )
}

function compareClipFile(file: unknown): string | null {
  const { tolerance = clipTolerance } = z
    .strictObject({ about: z.string().optional(), tolerance: z.number().optional() })
    .parse(file)
  return tolerance >= clipTolerance ? null : `we compare to ${clipTolerance}, the file wants ${tolerance}`
}

const normalizeMaxCase = z.strictObject({
  name: z.string(),
  note,
  dtype: z.enum(['f32', 'f64']),
  weights: numbers,
  limit: z.number(),
  expected: numbers,
  sum: z.number(),
  max: z.number(),
})

function compareNormalizeMax(given: z.infer<typeof normalizeMaxCase>): string | null {
  const isFloat32 = given.dtype === 'f32'
  const weights = isFloat32 ? Float32Array.from(given.weights) : Float64Array.from(given.weights)
  const ours = Array.from(normalizeMaxWeight<Float32Array | Float64Array>(weights, given.limit))
  const tolerance = isFloat32 ? 1e-6 : 1e-12
  return allOf(
    far(ours, given.expected, tolerance),
    far([ours.reduce((total, share) => total + share, 0)], [given.sum], isFloat32 ? 2e-6 : 1e-12),
    far([Math.max(...ours)], [given.max], tolerance),
  )
}

const processCase = z.strictObject({
  name: z.string(),
  note,
  uids: numbers,
  weights: numbers,
  num_neurons: z.number(),
  min_allowed_weights: z.number(),
  max_weight_limit: z.number(),
  exclude_quantile: z.number(),
  expected_uids: numbers.optional(),
  expected_weights: numbers.optional(),
  result_dtype: z.enum(['float32', 'float64']).optional(),
  emit_uids: numbers.optional(),
  emit_values: numbers.optional(),
  error: z.string().optional(),
})

function compareProcess(given: z.infer<typeof processCase>): string | null {
  const outcome = resultOf(() => {
    const processed = processWeights(given.uids, given.weights, {
      neurons: given.num_neurons,
      minAllowed: given.min_allowed_weights,
      maxWeight: given.max_weight_limit,
      excludeQuantile: given.exclude_quantile,
    })
    const precision = processed.weights instanceof Float32Array ? 'float32' : 'float64'
    return {
      ...processed,
      precision,
      emitted: emitWeights(processed.uids, processed.weights, { precision }),
    } as const
  })
  const refusal = compareRefusal(outcome, given.error)
  if (refusal !== null || 'refused' in outcome) return refusal
  const { same, problem } = comparer()
  const { uids, weights, precision, emitted } = outcome.value
  same('uids', uids, given.expected_uids)
  same('result_dtype', precision, given.result_dtype)
  same('emitted uids', emitted.uids, given.emit_uids)
  return allOf(
    problem(),
    far(weights, given.expected_weights ?? [], 1e-6),
    far(emitted.values, given.emit_values ?? [], 1),
  )
}

const rowCase = z.strictObject({
  name: z.string(),
  note,
  n: z.number(),
  uids: numbers,
  weights: numbers,
  expected: numbers.optional(),
  error: z.string().optional(),
})

function compareRow(given: z.infer<typeof rowCase>): string | null {
  const outcome = resultOf(() => sharesOfRow(given.n, { uids: given.uids, values: given.weights }))
  const refusal = compareRefusal(outcome, given.error)
  if (refusal !== null || 'refused' in outcome) return refusal
  return far(outcome.value, given.expected ?? [], 1e-6)
}

const splitCase = z.strictObject({
  name: z.string(),
  note,
  input: numbers,
  expected: numbers.optional(),
  error: z.string().optional(),
})

function compareSplit(given: z.infer<typeof splitCase>): string | null {
  const outcome = resultOf(() => splitToU16(given.input))
  const refusal = compareRefusal(outcome, given.error)
  if (refusal !== null || 'refused' in outcome) return refusal
  const { same, problem } = comparer()
  same('parts', outcome.value, given.expected)
  return problem()
}

/** Weights as the SDKs v11 and v10 make, limit and read them. */
export const weightVectors: readonly VectorKind[] = [
  caseKind(/^weights-v11-normalize.*\.json$/, normalizeCase, nameField, (given) =>
    compareVector(
      resultOf(() => normalizeWeights(given.uids, given.weights)),
      given,
    ),
  ),
  caseKind(/^weights-v11-clip.*\.json$/, clipCase, nameField, compareClip, compareClipFile),
  caseKind(/^weights-v10-emit.*\.json$/, emitCase, nameField, compareEmit),
  caseKind(/^weights-v10-normalize-max.*\.json$/, normalizeMaxCase, nameField, compareNormalizeMax),
  caseKind(/^weights-v10-process.*\.json$/, processCase, nameField, compareProcess),
  caseKind(/^weights-v10-row.*\.json$/, rowCase, nameField, compareRow),
  caseKind(/^weights-v10-split.*\.json$/, splitCase, nameField, compareSplit),
]
