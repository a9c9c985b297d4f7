import { eraEnd } from '../extrinsics/era.js'
import type { SignedExtrinsic } from '../extrinsics/extrinsic.js'
import { dispatchInfoOf } from '../weights/dispatch-info.js'

/** Place of an extrinsic among those that are ready. */
export interface Rank {
  readonly isOperational: boolean
  readonly tip: bigint
  /** Last block that may include it; infinite for immortal ones. */
  readonly lastBlock: number
  /** Count of those that were ready before. */
  readonly turn: number
}

/**
 * Operational extrinsics come first, as the chain has it. Among equals the higher tip goes before, then those that expire earlier, then
 * those that were ready earlier.
 */
export function compareRanks(a: Rank, b: Rank): number {
  if (a.isOperational !== b.isOperational) return a.isOperational ? -1 : 1
  if (a.tip !== b.tip) return a.tip > b.tip ? -1 : 1
  if (a.lastBlock !== b.lastBlock) return a.lastBlock - b.lastBlock
  return a.turn - b.turn
}

export const worseOf = (a: Rank, b: Rank): Rank => (compareRanks(a, b) < 0 ? b : a)

/** Rank of an extrinsic that block `block` could include, but for its turn. */
export const rankOf = (
  { call, tip, era }: SignedExtrinsic,
  specVersion: number,
  block: number,
): Omit<Rank, 'turn'> => ({
  isOperational: dispatchInfoOf(call, specVersion).class === 'Operational',
  tip,
  lastBlock: eraEnd(era, block),
})
