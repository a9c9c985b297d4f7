import type { BitsRow } from '../types.js'
import { add, div, mul, ONE, sub } from './fixed.js'
import { emaAlphaCell, type Matrix } from './matrices.js'
import { sum } from './vectors.js'

/** Rows of `[column, bits]` in any order. */
export type SparseMatrix = readonly BitsRow[]
export type MutableSparse = [number, bigint][][]

export function rowNormalizeSparse(s: SparseMatrix): MutableSparse {
  const totals = rowSumSparse(s)
  return mapCells(s, (value, i) => (totals[i]! > 0n ? div(value, totals[i]!) : value))
}

export function colNormalizeSparse(s: SparseMatrix, columns: number): MutableSparse {
  return divideColumns(s, foldColumns(s, columns, add))
}

export function colMaxUpscaleSparse(s: SparseMatrix, columns: number): MutableSparse {
  return divideColumns(
    s,
    foldColumns(s, columns, (a, b) => (a > b ? a : b)),
  )
}

/** Empties the rows whose mask is true, and those behind its end. */
export function maskRowsSparse(mask: readonly boolean[], s: SparseMatrix): MutableSparse {
  return filterCells(s, (i) => mask[i] === false)
}

/** Drops the diagonal, except in row `except`. */
export function maskDiagSparse(s: SparseMatrix, except: number | null = null): MutableSparse {
  return filterCells(s, (i, j) => i !== j || i === except)
}

/** Drops the entries for which `drop(first[row], second[column])` holds. */
export function vecMaskSparse<T>(
  s: SparseMatrix,
  first: readonly T[],
  second: readonly T[],
  drop: (first: T, second: T) => boolean,
): MutableSparse {
  return filterCells(s, (i, j) => !drop(first[i]!, second[j]!))
}

/** `s_ij * v_j`; zero products, and columns without a value in the vector, are dropped. */
export function matVecMulSparse(s: SparseMatrix, v: readonly bigint[]): MutableSparse {
  return mapCells(s, (value, _, j) => mul(value, v[j] ?? 0n)).map((row) =>
    row.filter(([, value]) => value !== 0n),
  )
}

/** `s_ij * v_i`, for as many rows as the vector has values. */
export function rowHadamardSparse(s: SparseMatrix, v: readonly bigint[]): MutableSparse {
  return mapCells(s.slice(0, v.length), (value, i) => mul(value, v[i]!))
}

export function rowSumSparse(s: SparseMatrix): bigint[] {
  return s.map((row) => sum(row.map(([, value]) => value)))
}

/** Column sums weighted by row: `sum_i s_ij * v_i`. */
export function matmulSparse(s: SparseMatrix, v: readonly bigint[], columns: number): bigint[] {
  return foldColumns(rowHadamardSparse(s, v), columns, add)
}

/** Dot product of each row: `sum_j s_ij * v_j`. */
export function matmulTransposeSparse(s: SparseMatrix, v: readonly bigint[]): bigint[] {
  return s.map((row) => row.reduce((total, [j, value]) => add(total, mul(value, v[j] ?? 0n)), 0n))
}

/** Caps each column at its threshold, zero where there is none; an entry above a threshold of 0 disappears. */
export function colClipSparse(s: SparseMatrix, thresholds: readonly bigint[]): MutableSparse {
  return s.map((row) =>
    row.flatMap(([j, value]): [number, bigint][] => {
      const threshold = thresholds[j] ?? 0n
      if (value <= threshold) return [[j, value]]
      return threshold > 0n ? [[j, threshold]] : []
    }),
  )
}

/** `a + ratio * (b - a)`, rows in column order, positive cells only. */
export function interpolateSparse(
  a: SparseMatrix,
  b: SparseMatrix,
  columns: number,
  ratio: bigint,
): MutableSparse {
  // Matrices of different heights return the second one. Exactly 0 and exactly one return the rows as they are, order and zeros included.
  if (ratio === 0n) return mapCells(a, (value) => value)
  if (ratio === ONE || a.length !== b.length) return mapCells(b, (value) => value)
  return a.map((row, i) => {
    const from = toDense(row, columns)
    const to = toDense(b[i]!, columns)
    return positiveCells(from.map((value, j) => add(value, mul(ratio, sub(to[j]!, value)))))
  })
}

/** `alpha * next + (1 - alpha) * old`, rows in column order, positive cells only. */
export function matEmaSparse(
  next: SparseMatrix,
  old: SparseMatrix,
  columns: number,
  alpha: bigint,
): MutableSparse {
  const keep = sub(ONE, alpha)
  return next.map((row, i) => {
    const cells = new Array<bigint>(columns).fill(0n)
    for (const [j, value] of row) cells[j] = add(cells[j]!, mul(alpha, value))
    for (const [j, value] of old[i] ?? []) cells[j] = add(cells[j]!, mul(keep, value))
    return positiveCells(cells)
  })
}

/**
 * The liquid alpha update. Only cells present in `next` survive: an old value without a new entry
 * (not even an explicit zero) disappears.
 */
export function matEmaAlphaSparse(next: SparseMatrix, old: SparseMatrix, alpha: Matrix): MutableSparse {
  // as on the chain: the new matrix where the heights differ, and no cell where a row has no alpha
  if (next.length !== old.length || next.length !== alpha.length) return mapCells(next, (value) => value)
  return next.map((row, i) => {
    const before = new Map(old[i]!)
    return row
      .filter(([j]) => j < alpha[i]!.length)
      .map(([j, value]): [number, bigint] => [j, emaAlphaCell(value, before.get(j) ?? 0n, alpha[i]![j]!)])
      .filter(([, value]) => value > 0n)
  })
}

function toDense(row: BitsRow, columns: number): bigint[] {
  const dense = new Array<bigint>(columns).fill(0n)
  for (const [j, value] of row) dense[j] = value
  return dense
}

function positiveCells(row: readonly bigint[]): [number, bigint][] {
  return row.map((value, j): [number, bigint] => [j, value]).filter(([, value]) => value > 0n)
}

function mapCells(s: SparseMatrix, map: (value: bigint, i: number, j: number) => bigint): MutableSparse {
  return s.map((row, i) => row.map(([j, value]) => [j, map(value, i, j)]))
}

function filterCells(s: SparseMatrix, keep: (i: number, j: number) => boolean): MutableSparse {
  return s.map((row, i) => row.filter(([j]) => keep(i, j)).map(([j, value]) => [j, value]))
}

function foldColumns(s: SparseMatrix, columns: number, fold: (a: bigint, b: bigint) => bigint): bigint[] {
  const folded = new Array<bigint>(columns).fill(0n)
  for (const row of s) for (const [j, value] of row) folded[j] = fold(folded[j]!, value)
  return folded
}

function divideColumns(s: SparseMatrix, divisors: readonly bigint[]): MutableSparse {
  return mapCells(s, (value, _, j) => (divisors[j] === 0n ? value : div(value, divisors[j]!)))
}
