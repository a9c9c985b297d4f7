import { add, div, mul, ONE, sub } from './fixed.js'
import { sum } from './vectors.js'

/** A dense matrix of raw I32F32 bits, row by row. */
export type Matrix = readonly (readonly bigint[])[]

/** Divides each row by its sum where that is positive. */
export function rowNormalize(m: Matrix): bigint[][] {
  return m.map((row) => {
    const total = sum(row)
    return total > 0n ? row.map((value) => div(value, total)) : [...row]
  })
}

/** Divides each column by its sum where that is not 0. */
export function colNormalize(m: Matrix): bigint[][] {
  return divideColumns(m, foldColumns(m, add))
}

/** Divides each column by its maximum where that is not 0. */
export function colMaxUpscale(m: Matrix): bigint[][] {
  return divideColumns(
    m,
    foldColumns(m, (a, b) => (a > b ? a : b)),
  )
}

function foldColumns(m: Matrix, fold: (a: bigint, b: bigint) => bigint): bigint[] {
  const folded = new Array<bigint>(m[0]?.length ?? 0).fill(0n)
  for (const row of m) {
    for (const [j, value] of row.entries()) folded[j] = fold(folded[j]!, value)
  }
  return folded
}

function divideColumns(m: Matrix, divisors: readonly bigint[]): bigint[][] {
  return m.map((row) => row.map((value, j) => (divisors[j] === 0n ? value : div(value, divisors[j]!))))
}

/** Zeroes the rows whose mask is true. */
export function maskRows(mask: readonly boolean[], m: Matrix): bigint[][] {
  return m.map((row, i) => (mask[i] ? row.map(() => 0n) : [...row]))
}

/** Zeroes the diagonal, except in row `except`. */
export function maskDiag(m: Matrix, except: number | null = null): bigint[][] {
  return m.map((row, i) => row.map((value, j) => (i === j && i !== except ? 0n : value)))
}

/** `m_ij * v_j`. */
export function matVecMul(m: Matrix, v: readonly bigint[]): bigint[][] {
  return m.map((row) => row.map((value, j) => mul(value, v[j]!)))
}

/** `m_ij * v_i`. */
export function rowHadamard(m: Matrix, v: readonly bigint[]): bigint[][] {
  return m.map((row, i) => row.map((value) => mul(value, v[i]!)))
}

export function rowSum(m: Matrix): bigint[] {
  return m.map(sum)
}

/** Column sums weighted by row: `sum_i m_ij * v_i`. */
export function matmul(m: Matrix, v: readonly bigint[]): bigint[] {
  return foldColumns(rowHadamard(m, v), add)
}

/** Dot product of each row: `sum_j m_ij * v_j`. */
export function matmulTranspose(m: Matrix, v: readonly bigint[]): bigint[] {
  return matVecMul(m, v).map((row) => row.reduce(add, 0n))
}

/** Caps each column at its threshold. */
export function colClip(m: Matrix, thresholds: readonly bigint[]): bigint[][] {
  return m.map((row) => row.map((value, j) => (value > thresholds[j]! ? thresholds[j]! : value)))
}

/** `a + ratio * (b - a)`. */
export function interpolate(a: Matrix, b: Matrix, ratio: bigint): bigint[][] {
  return a.map((row, i) => row.map((value, j) => add(value, mul(ratio, sub(b[i]![j]!, value)))))
}

/** `alpha * next + (1 - alpha) * old`. */
export function matEma(next: Matrix, old: Matrix, alpha: bigint): bigint[][] {
  return next.map((row, i) =>
    row.map((value, j) => add(mul(alpha, value), mul(sub(ONE, alpha), old[i]![j]!))),
  )
}

/** {@link matEma} with an alpha per cell; purchases are never negative, results at most one. */
export function matEmaAlpha(next: Matrix, old: Matrix, alpha: Matrix): bigint[][] {
  return next.map((row, i) => row.map((value, j) => emaAlphaCell(value, old[i]![j]!, alpha[i]![j]!)))
}

/** One cell of the liquid alpha update. */
export function emaAlphaCell(next: bigint, old: bigint, alpha: bigint): bigint {
  const purchase = mul(alpha, next)
  const updated = add(mul(sub(ONE, alpha), old), purchase > 0n ? purchase : 0n)
  return updated > ONE ? ONE : updated
}
