import { normalized } from '../math/kernels.js'
import type { Rows } from './rows.js'

/** Room for a position in a sort key: score * 2^16 + position stays below 2^53. */
const POSITIONS = 2 ** 16

/**
 * Stake-weighted median of every column over the rows with active stake.
 *
 * The chain selects by pivots. Equal to that, and linear in the weights but for the sorting: the
 * largest score such that rows holding at least `kappa` of the stake score no less; if there is
 * none, the lowest score present. A row without an entry scores 0.
 */
export function consensusOf(weights: Rows, activeStake: Float64Array, kappa: number): Float64Array {
  const n = activeStake.length
  const stake = normalized(activeStake)
  // Counted before normalising: a share may round to 0, and its owner still takes part.
  const voters = activeStake.reduce((count, value) => count + (value > 0 ? 1 : 0), 0)
  const columns = scoresByColumn(weights, activeStake)
  const consensus = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    const keys = columns.keys.subarray(columns.start[j]!, columns.start[j + 1]!).sort()
    consensus[j] = weightedMedian(keys, stake, kappa, voters)
  }
  return consensus
}

function weightedMedian(keys: Float64Array, stake: Float64Array, kappa: number, voters: number): number {
  let support = 0
  for (let at = keys.length - 1; at >= 0; at--) {
    const score = Math.floor(keys[at]! / POSITIONS)
    support += stake[keys[at]! - score * POSITIONS]!
    if (support >= kappa) return score
  }
  return keys.length < voters || keys.length === 0 ? 0 : Math.floor(keys[0]! / POSITIONS)
}

/** The weights by column, each packed with its row. Of a uid repeated in a row the last one counts. */
function scoresByColumn(weights: Rows, activeStake: Float64Array) {
  const n = activeStake.length
  const start = new Int32Array(n + 1)
  const lastRow = new Int32Array(n).fill(-1)
  const forEachCell = (visit: (i: number, j: number, bits: number, repeated: boolean) => void) => {
    lastRow.fill(-1)
    for (let i = 0; i < n; i++) {
      if (activeStake[i] === 0) continue
      for (let at = weights.start[i]!; at < weights.start[i + 1]!; at++) {
        const j = weights.uid[at]!
        visit(i, j, weights.bits[at]!, lastRow[j] === i)
        lastRow[j] = i
      }
    }
  }
  forEachCell((_i, j, _bits, repeated) => {
    if (!repeated) start[j + 1]!++
  })
  for (let j = 0; j < n; j++) start[j + 1]! += start[j]!
  const end = start.slice(0, n)
  const keys = new Float64Array(start[n]!)
  forEachCell((i, j, bits, repeated) => {
    keys[repeated ? end[j]! - 1 : end[j]!++] = bits * POSITIONS + i
  })
  return { start, keys }
}
