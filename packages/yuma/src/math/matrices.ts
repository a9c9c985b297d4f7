import { add, div, mul, ONE, sub } from './fixed.js'
import { sum, vecMul } from './vectors.js'

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

/** True for a matrix without cells: most functions of the chain answer it with one empty row. */
const isEmpty = (m: Matrix): boolean => (m[0] ?? []).length === 0

/** Zeroes the rows whose mask is true, and those behind its end. */
export function maskRows(mask: readonly boolean[], m: Matrix): bigint[][] {
  const width = m[0]?.length ?? 0
  return m.map((row, i) => (mask[i] === false ? [...row] : new Array<bigint>(width).fill(0n)))
}

/** Zeroes the diagonal, except in row `except`. */
export function maskDiag(m: Matrix, except: number | null = null): bigint[][] {
  return m.map((row, i) => row.map((value, j) => (i === j && i !== except ? 0n : value)))
}

/** `m_ij * v_j`, for as many columns as the vector has values. */
export function matVecMul(m: Matrix, v: readonly bigint[]): bigint[][] {
  return isEmpty(m) ? [[]] : m.map((row) => vecMul(row, v))
}

/** `m_ij * v_i`, for as many rows as the vector has values. */
export function rowHadamard(m: Matrix, v: readonly bigint[]): bigint[][] {
  if (isEmpty(m)) return [[]]
  return m.slice(0, v.length).map((row, i) => row.map((value) => mul(value, v[i]!)))
}

export function rowSum(m: Matrix): bigint[] {
  return m.map(sum)
}

/** Column sums weighted by row: `sum_i m_ij * v_i`. Rows without a value in the vector count as zero. */
export function matmul(m: Matrix, v: readonly bigint[]): bigint[] {
  const width = m[0]?.length ?? 0
  const sums = new Array<bigint>(width).fill(0n)
  for (const row of isEmpty(m) ? [] : rowHadamard(m, v)) {
    for (const [j, value] of row.slice(0, width).entries()) sums[j] = add(sums[j]!, value)
  }
  return sums
}

/** Dot product of each row: `sum_j m_ij * v_j`. */
export function matmulTranspose(m: Matrix, v: readonly bigint[]): bigint[] {
  return isEmpty(m) ? [] : matVecMul(m, v).map((row) => row.reduce(add, 0n))
}

/** Caps each column at its threshold; columns without one stay. */
export function colClip(m: Matrix, thresholds: readonly bigint[]): bigint[][] {
  return m.map((row) => row.map((value, j) => lowest(value, thresholds[j] ?? value)))
}

const lowest = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** `a + ratio * (b - a)`; zero where `b` has no cell. */
export function interpolate(a: Matrix, b: Matrix, ratio: bigint): bigint[][] {
  if (ratio === 0n || ratio === ONE) return (ratio === 0n ? a : b).map((row) => [...row])
  if (isEmpty(a)) return [[]]
  return a.map((row, i) =>
    row.map((value, j) => {
      const other = b[i]?.[j]
      return other === undefined ? 0n : add(value, mul(ratio, sub(other, value)))
    }),
  )
}

/** `alpha * next + (1 - alpha) * old`, where both have a cell. */
export function matEma(next: Matrix, old: Matrix, alpha: bigint): bigint[][] {
  if (isEmpty(next)) return [[]]
  return next
    .slice(0, old.length)
    .map((row, i) =>
      row
        .slice(0, old[i]!.length)
        .map((value, j) => add(mul(alpha, value), mul(sub(ONE, alpha), old[i]![j]!))),
    )
}

/**
 * {@link matEma} with an alpha per cell; purchases are never negative, results at most one. With matrices of different
 * heights the old one stays, with rows of different widths the new one.
 */
export function matEmaAlpha(next: Matrix, old: Matrix, alpha: Matrix): bigint[][] {
  if (isEmpty(next)) return [[]]
  if (next.length !== old.length || next.length !== alpha.length) return old.map((row) => [...row])
  const isEven = next.every((row, i) => row.length === old[i]!.length && row.length === alpha[i]!.length)
  if (!isEven) return next.map((row) => [...row])
  return next.map((row, i) => row.map((value, j) => emaAlphaCell(value, old[i]![j]!, alpha[i]![j]!)))
}

/** One cell of the liquid alpha update. */
export function emaAlphaCell(next: bigint, old: bigint, alpha: bigint): bigint {
  const purchase = mul(alpha, next)
  const updated = add(mul(sub(ONE, alpha), old), purchase > 0n ? purchase : 0n)
  return updated > ONE ? ONE : updated
}
