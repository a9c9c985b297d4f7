import { add, sub } from './fixed.js'
import type { Matrix } from './matrices.js'
import type { SparseMatrix } from './sparse.js'
import { normalize, sum } from './vectors.js'

export interface WeightedMedianInput {
  readonly stake: readonly bigint[]
  readonly score: readonly bigint[]
  /** Positions that take part. */
  readonly indices: readonly number[]
  /** Stake that may lie below the median: all of it less the majority. */
  readonly minority: bigint
  /** Stake below the positions that take part. */
  readonly low: bigint
  /** Stake up to and including them. */
  readonly high: bigint
}

/** The chain's stake-weighted median by selection: narrows to one side of a pivot until neither holds. */
export function weightedMedian(input: WeightedMedianInput): bigint {
  const { stake, score, minority } = input
  let { indices, low, high } = input
  for (let round = 0; round <= input.indices.length && indices.length > 0; round++) {
    if (indices.length === 1) return score[indices[0]!]!
    const pivot = score[indices[indices.length >> 1]!]!
    const lower = indices.filter((i) => score[i]! < pivot)
    const upper = indices.filter((i) => score[i]! > pivot)
    const belowPivot = add(low, stakeOf(lower, stake))
    const throughPivot = sub(high, stakeOf(upper, stake))
    if (minority < belowPivot && lower.length > 0) {
      indices = lower
      high = belowPivot
    } else if (throughPivot <= minority && upper.length > 0) {
      indices = upper
      low = throughPivot
    } else return pivot
  }
  return 0n
}

function stakeOf(indices: readonly number[], stake: readonly bigint[]): bigint {
  return indices.reduce((total, i) => add(total, stake[i]!), 0n)
}

/** {@link weightedMedian} of every column over the rows with positive stake. */
export function weightedMedianCol(stake: readonly bigint[], m: Matrix, majority: bigint): bigint[] {
  const rows = m.filter((_, i) => (stake[i] ?? 0n) > 0n)
  const share = normalize(stake.filter((value) => value > 0n))
  const total = sum(share)
  const indices = share.map((_, i) => i)
  return Array.from({ length: m[0]?.length ?? 0 }, (_, j) =>
    weightedMedian({
      stake: share,
      score: rows.map((row) => row[j]!),
      indices,
      minority: sub(total, majority),
      low: 0n,
      high: total,
    }),
  )
}

/** {@link weightedMedianCol} for sparse rows: a missing entry scores 0, of repeated ones the last counts. */
export function weightedMedianColSparse(
  stake: readonly bigint[],
  s: SparseMatrix,
  columns: number,
  majority: bigint,
): bigint[] {
  const dense = s.map((row) => {
    const cells = new Array<bigint>(columns).fill(0n)
    for (const [j, value] of row) cells[j] = value
    return cells
  })
  return dense.length > 0 ? weightedMedianCol(stake, dense, majority) : new Array<bigint>(columns).fill(0n)
}
