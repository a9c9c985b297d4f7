import { mulFloor, ONE, proportion } from '../math/kernels.js'
import type { EpochInput } from '../types.js'
import { type AnyRow, cellCount, forEachStored } from './row-forms.js'
import { normalizeRows, type Rows, RowsBuilder } from './rows.js'

/** Stored weights after every mask, rows normalised, entries in stored order. */
export function maskedWeights(input: EpochInput<AnyRow>, permitted: readonly boolean[]): Rows {
  const { n, blockAtRegistration, lastUpdate, ownerUid, weights } = input
  const rows = new RowsBuilder(n, countCells(weights, n))
  for (let i = 0; i < n; i++) {
    if (permitted[i]) {
      const updated = lastUpdate[i] ?? 0
      const commit = input.commitRevealEnabled ? (input.commitBlocks[i] ?? null) : null
      forEachStored(weights[i], (j, value) => {
        const registered = blockAtRegistration[j] ?? 0
        if (j >= n || (i === j && i !== ownerUid)) return
        // Neither weights nor a pending commit older than a registration can mean the new neuron.
        if (updated > registered && (commit === null || commit >= registered)) rows.push(j, value)
      })
    }
    rows.endRow()
  }
  // The common factor 2^32 of u16 numbers cancels in the quotients.
  return normalizeRows(rows.build())
}

export function countCells(rows: readonly AnyRow[], n: number): number {
  let count = 0
  for (let i = 0; i < Math.min(n, rows.length); i++) count += cellCount(rows[i]!)
  return count
}

/** Weights capped at the consensus; those above a consensus of 0 disappear. */
export function clipWeights(weights: Rows, consensus: Float64Array): Rows {
  const n = weights.start.length - 1
  const rows = new RowsBuilder(n, weights.uid.length)
  for (let i = 0; i < n; i++) {
    for (let at = weights.start[i]!; at < weights.start[i + 1]!; at++) {
      const j = weights.uid[at]!
      const value = weights.bits[at]!
      const limit = consensus[j]!
      if (value <= limit) rows.push(j, value)
      else if (limit > 0) rows.push(j, limit)
    }
    rows.endRow()
  }
  return rows.build()
}

/** The weights that bonds follow: between submitted (penalty 0) and clipped (65535). */
export function weightsForBonds(weights: Rows, clipped: Rows, bondsPenalty: number): Rows {
  const ratio = proportion(bondsPenalty)
  if (ratio === 0) return weights
  if (ratio === ONE) return clipped
  return interpolateRows(weights, clipped, ratio)
}

function interpolateRows(weights: Rows, clipped: Rows, ratio: number): Rows {
  const n = weights.start.length - 1
  const rows = new RowsBuilder(n, weights.uid.length)
  const from = new Float64Array(n)
  const to = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const first = weights.start[i]!
    const end = weights.start[i + 1]!
    for (let at = first; at < end; at++) {
      from[weights.uid[at]!] = weights.bits[at]!
      to[weights.uid[at]!] = 0
    }
    for (let at = clipped.start[i]!; at < clipped.start[i + 1]!; at++)
      to[clipped.uid[at]!] = clipped.bits[at]!
    // The chain walks all columns in order, so the rows come out sorted regardless of their order before.
    const columns = weights.uid.slice(first, end).sort()
    for (let at = 0; at < columns.length; at++) {
      const j = columns[at]!
      if (j === columns[at - 1]) continue
      const value = from[j]! + mulFloor(ratio, to[j]! - from[j]!)
      if (value > 0) rows.push(j, value)
    }
    rows.endRow()
  }
  return rows.build()
}
