import { mulFloor } from '../math/kernels.js'
import type { Rows } from './rows.js'

/** Rank of each uid: clipped weights times the stake behind them. */
export function ranksOf(clipped: Rows, activeStake: Float64Array): Float64Array {
  const ranks = new Float64Array(activeStake.length)
  for (let i = 0; i < activeStake.length; i++) {
    for (let at = clipped.start[i]!; at < clipped.start[i + 1]!; at++) {
      ranks[clipped.uid[at]!]! += mulFloor(clipped.bits[at]!, activeStake[i]!)
    }
  }
  return ranks
}
