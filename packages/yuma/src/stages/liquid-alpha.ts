import { mulFloor, ONE, proportion } from '../math/kernels.js'
import { falling } from '../math/logistic.js'
import type { SubnetState } from '../types.js'
import { type Rows, RowsBuilder } from './rows.js'

const HALF = ONE / 2

/** Alpha of one cell by its weight, old bond and consensus. */
export type AlphaOf = (weight: number, bond: number, consensus: number) => number

/** The sigmoid between the bounds of the subnet; equal distances are computed once. */
export function liquidAlpha(subnet: SubnetState): AlphaOf {
  const low = proportion(subnet.alphaLow)
  const high = proportion(subnet.alphaHigh)
  const slope = Math.trunc((subnet.alphaSigmoidSteepness * ONE) / -100)
  const byDistance = new Map<number, number>()
  return (weight, bond, consensus) => {
    const distance = Math.min(ONE, Math.max(0, weight >= bond ? weight - consensus : bond - weight))
    const known = byDistance.get(distance)
    if (known !== undefined) return known
    const sigmoid = falling(mulFloor(slope, distance - HALF))
    const raised = low + mulFloor(sigmoid, high - low)
    const alpha = raised < low ? low : raised > high ? high : raised
    byDistance.set(distance, alpha)
    return alpha
  }
}

/**
 * The bond update with an alpha per cell. Only cells of the weights survive: a bond without an entry
 * (not even an explicit zero) is gone at once.
 */
export function liquidBonds(weights: Rows, bonds: Rows, consensus: Float64Array, alphaOf: AlphaOf): Rows {
  const n = consensus.length
  const rows = new RowsBuilder(n, weights.uid.length)
  const before = new Float64Array(n)
  const seenWeight = new Float64Array(n)
  const seenBond = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    forEachCell(bonds, i, (j, bits) => {
      before[j] = bits
    })
    forEachSeenCell(weights, i, (j, bits) => {
      seenWeight[j] = bits
    })
    forEachSeenCell(bonds, i, (j, bits) => {
      seenBond[j] = bits
    })
    forEachCell(weights, i, (j, weight) => {
      const alpha = alphaOf(seenWeight[j]!, seenBond[j]!, consensus[j]!)
      const value = Math.min(ONE, mulFloor(ONE - alpha, before[j]!) + mulFloor(alpha, weight))
      if (value > 0) rows.push(j, value)
    })
    rows.endRow()
    forEachCell(weights, i, (j) => {
      seenWeight[j] = 0
    })
    forEachCell(bonds, i, (j) => {
      before[j] = 0
      seenBond[j] = 0
    })
  }
  return rows.build()
}

/** The alpha of every pair of uids, for a trace: quadratic. */
export function liquidAlphaTable(
  weights: Rows,
  bonds: Rows,
  consensus: Float64Array,
  alphaOf: AlphaOf,
): Float64Array[] {
  return Array.from(consensus, (_, i) => {
    const weight = new Float64Array(consensus.length)
    const bond = new Float64Array(consensus.length)
    forEachSeenCell(weights, i, (j, bits) => {
      weight[j] = bits
    })
    forEachSeenCell(bonds, i, (j, bits) => {
      bond[j] = bits
    })
    return consensus.map((value, j) => alphaOf(weight[j]!, bond[j]!, value))
  })
}

function forEachCell(rows: Rows, i: number, visit: (j: number, bits: number) => void): void {
  for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) visit(rows.uid[at]!, rows.bits[at]!)
}

/**
 * The cells that the chain's alpha computation sees. It walks a row once with a cursor that expects
 * ascending uids, so an entry at or after a uid as large as its own is read as absent.
 */
function forEachSeenCell(rows: Rows, i: number, visit: (j: number, bits: number) => void): void {
  let largest = -1
  forEachCell(rows, i, (j, bits) => {
    if (j > largest) visit(j, bits)
    largest = Math.max(largest, j)
  })
}
