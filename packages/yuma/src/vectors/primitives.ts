import { blockEmission } from '../block-emission.js'
import { alphaSigmoid } from '../math/alpha.js'
import * as convert from '../math/conversions.js'
import { expSafe, sigmoidSafe } from '../math/exp.js'
import { div, mul } from '../math/fixed.js'
import * as dense from '../math/matrices.js'
import { weightedMedian, weightedMedianCol, weightedMedianColSparse } from '../math/median.js'
import * as sparse from '../math/sparse.js'
import * as vectors from '../math/vectors.js'
import { maxUpscale } from '../max-upscale.js'
import type { BitsRow } from '../types.js'
import { judge, type VectorResult } from './cases.js'
import { difference, differenceWithin } from './compare.js'
import { asBigint, asBoolean, asList, asNumber, asObject, asString, type JsonObject, toJson } from './json.js'

/** Runs a file of `math-*`, `reference-primitives*` or `block-emission*` cases over this implementation. */
export function runPrimitiveVectors(file: unknown): VectorResult[] {
  return judge(file, 'cases', (item) => [{ name: asString(item.id, 'id'), problem: problemOf(item) }])
}

const CASE_FIELDS = new Set(['id', 'fn', 'input', 'asserted_by_test', 'exact', 'source', 'note'])

function problemOf(item: JsonObject): string | null {
  const unknown = Object.keys(item).find((field) => !CASE_FIELDS.has(field))
  if (unknown !== undefined) return `field ${unknown} is not known here`
  const name = asString(item.fn, 'fn')
  const fn = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (fn === undefined) return `function ${name} is not known here`
  const args = new Arguments(asObject(item.input, 'input'))
  const actual = toJson(fn(args))
  const unused = args.unused()
  if (unused !== undefined) return `argument ${unused} of ${name} is not known here`
  if (item.exact === undefined && item.asserted_by_test === undefined) return 'nothing is expected'
  return (
    (item.exact === undefined ? null : difference(item.exact, actual, 'exact')) ??
    (item.asserted_by_test === undefined ? null : assertedDifference(item.asserted_by_test, actual))
  )
}

function assertedDifference(asserted: unknown, actual: ReturnType<typeof toJson>): string | null {
  const { value, tolerance_bits: tolerance } = asObject(asserted, 'asserted_by_test')
  if (value === undefined) return 'asserted_by_test has no value'
  return differenceWithin(value, actual, 'asserted_by_test', Number(asBigint(tolerance, 'tolerance_bits')))
}

/** The arguments of one case, read by name; unread ones are reported. */
class Arguments {
  readonly #values: JsonObject
  readonly #read = new Set<string>()

  constructor(values: JsonObject) {
    this.#values = values
  }

  unused(): string | undefined {
    return Object.keys(this.#values).find((name) => !this.#read.has(name))
  }

  #get(name: string) {
    this.#read.add(name)
    return this.#values[name]
  }

  #list<T>(name: string, read: (value: unknown, what: string) => T): T[] {
    return asList(this.#get(name), name).map((value) => read(value, name))
  }

  bits = (name: string): bigint => asBigint(this.#get(name), name)
  number = (name: string): number => asNumber(this.#get(name), name)
  string = (name: string): string => asString(this.#get(name), name)
  vector = (name: string): bigint[] => this.#list(name, asBigint)
  numbers = (name: string): number[] => this.#list(name, asNumber)
  flags = (name: string): boolean[] => this.#list(name, asBoolean)
  matrix = (name: string): bigint[][] =>
    this.#list(name, (row) => asList(row, name).map((value) => asBigint(value, name)))
  sparse = (name: string): BitsRow[] =>
    this.#list(name, (row) =>
      asList(row, name).map((entry) => {
        const [uid, bits] = asList(entry, name)
        return [asNumber(uid, name), asBigint(bits, name)] as const
      }),
    )
  optionalIndex = (name: string): number | null => {
    const value = this.#get(name)
    return value === undefined || value === null ? null : asNumber(value, name)
  }
}

const PREDICATES: Record<string, (first: number, second: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

function predicate(name: string): (first: number, second: number) => boolean {
  const found = Object.hasOwn(PREDICATES, name) ? PREDICATES[name] : undefined
  if (found === undefined) throw new RangeError(`predicate ${name} is not known here`)
  return found
}

/** The chain's function names. */
const FUNCTIONS: Record<string, (args: Arguments) => unknown> = {
  mul: (a) => mul(a.bits('a'), a.bits('b')),
  div: (a) => div(a.bits('a'), a.bits('b')),
  exp_safe: (a) => expSafe(a.bits('x')),
  sigmoid_safe: (a) => sigmoidSafe(a.bits('x'), a.bits('rho'), a.bits('kappa')),
  alpha_sigmoid: (a) =>
    alphaSigmoid({
      consensus: a.bits('consensus'),
      weight: a.bits('weight'),
      bond: a.bits('bond'),
      alphaLow: a.bits('alpha_low'),
      alphaHigh: a.bits('alpha_high'),
      steepness: a.bits('steepness'),
    }),
  block_emission: (a) => blockEmission(a.bits('issuance')),

  fixed_proportion_to_u16: (a) => convert.fixedProportionToU16(a.bits('x')),
  i64f64_to_i32f32: (a) => convert.i64f64ToI32f32(a.bits('x')),
  vec_max_upscale_to_u16: (a) => convert.maxUpscaleToU16(a.vector('x')),
  vec_u16_max_upscale_to_u16: (a) => maxUpscale(a.numbers('x')),
  check_vec_max_limited: (a) => convert.isMaxLimited(a.numbers('x'), a.number('limit')),

  sum: (a) => vectors.sum(a.vector('x')),
  normalize: (a) => vectors.normalize(a.vector('x')),
  inplace_normalize: (a) => vectors.normalize(a.vector('x')),
  normalize_64: (a) => vectors.normalize64(a.vector('x')),
  vec_mul: (a) => vectors.vecMul(a.vector('a'), a.vector('b')),
  vecdiv: (a) => vectors.vecDiv(a.vector('a'), a.vector('b')),
  mask_vector: (a) => vectors.maskVector(a.flags('mask'), a.vector('x')),
  is_topk: (a) => vectors.isTopK(a.vector('x'), a.number('k')),
  is_topk_nonzero: (a) => vectors.isTopKNonzero(a.vector('x'), a.number('k')),

  row_normalize: (a) => dense.rowNormalize(a.matrix('m')),
  col_normalize: (a) => dense.colNormalize(a.matrix('m')),
  col_max_upscale: (a) => dense.colMaxUpscale(a.matrix('m')),
  mask_rows: (a) => dense.maskRows(a.flags('mask'), a.matrix('m')),
  mask_diag: (a) => dense.maskDiag(a.matrix('m')),
  mask_diag_except_index: (a) => dense.maskDiag(a.matrix('m'), a.optionalIndex('except')),
  mat_vec_mul: (a) => dense.matVecMul(a.matrix('m'), a.vector('v')),
  row_hadamard: (a) => dense.rowHadamard(a.matrix('m'), a.vector('v')),
  row_sum: (a) => dense.rowSum(a.matrix('m')),
  matmul: (a) => dense.matmul(a.matrix('m'), a.vector('v')),
  matmul_transpose: (a) => dense.matmulTranspose(a.matrix('m'), a.vector('v')),
  col_clip: (a) => dense.colClip(a.matrix('m'), a.vector('t')),
  interpolate: (a) => dense.interpolate(a.matrix('a'), a.matrix('b'), a.bits('ratio')),
  mat_ema: (a) => dense.matEma(a.matrix('new'), a.matrix('old'), a.bits('alpha')),
  mat_ema_alpha: (a) => dense.matEmaAlpha(a.matrix('new'), a.matrix('old'), a.matrix('alpha')),

  row_normalize_sparse: (a) => sparse.rowNormalizeSparse(a.sparse('s')),
  col_normalize_sparse: (a) => sparse.colNormalizeSparse(a.sparse('s'), a.number('columns')),
  col_max_upscale_sparse: (a) => sparse.colMaxUpscaleSparse(a.sparse('s'), a.number('columns')),
  mask_rows_sparse: (a) => sparse.maskRowsSparse(a.flags('mask'), a.sparse('s')),
  mask_diag_sparse: (a) => sparse.maskDiagSparse(a.sparse('s')),
  mask_diag_sparse_except_index: (a) => sparse.maskDiagSparse(a.sparse('s'), a.optionalIndex('except')),
  vec_mask_sparse_matrix: (a) =>
    sparse.vecMaskSparse(
      a.sparse('s'),
      a.numbers('first'),
      a.numbers('second'),
      predicate(a.string('predicate')),
    ),
  mat_vec_mul_sparse: (a) => sparse.matVecMulSparse(a.sparse('s'), a.vector('v')),
  row_hadamard_sparse: (a) => sparse.rowHadamardSparse(a.sparse('s'), a.vector('v')),
  row_sum_sparse: (a) => sparse.rowSumSparse(a.sparse('s')),
  matmul_sparse: (a) => sparse.matmulSparse(a.sparse('s'), a.vector('v'), a.number('columns')),
  matmul_transpose_sparse: (a) => sparse.matmulTransposeSparse(a.sparse('s'), a.vector('v')),
  col_clip_sparse: (a) => sparse.colClipSparse(a.sparse('s'), a.vector('t')),
  interpolate_sparse: (a) =>
    sparse.interpolateSparse(a.sparse('a'), a.sparse('b'), a.number('columns'), a.bits('ratio')),
  mat_ema_sparse: (a) =>
    sparse.matEmaSparse(a.sparse('new'), a.sparse('old'), a.number('columns'), a.bits('alpha')),
  mat_ema_alpha_sparse: (a) => sparse.matEmaAlphaSparse(a.sparse('new'), a.sparse('old'), a.matrix('alpha')),

  weighted_median: (a) =>
    weightedMedian({
      stake: a.vector('stake'),
      score: a.vector('score'),
      indices: a.numbers('idx'),
      minority: a.bits('minority'),
      low: a.bits('lo'),
      high: a.bits('hi'),
    }),
  weighted_median_col: (a) => weightedMedianCol(a.vector('stake'), a.matrix('m'), a.bits('majority')),
  weighted_median_col_sparse: (a) =>
    weightedMedianColSparse(a.vector('stake'), a.sparse('s'), a.number('columns'), a.bits('majority')),
}
