import { expSafe } from './exp.js'
import { add, clamp, div, mul, ONE, sub } from './fixed.js'

/** Inputs of the alpha of one validator's bond to one miner, as I32F32 bits. */
export interface AlphaSigmoidInput {
  readonly consensus: bigint
  readonly weight: bigint
  readonly bond: bigint
  readonly alphaLow: bigint
  readonly alphaHigh: bigint
  /** AlphaSigmoidSteepness as a number (1000 is `1000 << 32`). */
  readonly steepness: bigint
}

/** Liquid alpha: the share of a bond that is bought or sold, by how far the validator is from consensus. */
export function alphaSigmoid(input: AlphaSigmoidInput): bigint {
  const { consensus, weight, bond, alphaLow, alphaHigh } = input
  const distance = clamp(weight >= bond ? sub(weight, consensus) : sub(bond, weight), 0n, ONE)
  const slope = div(input.steepness, -100n * ONE)
  const exponential = expSafe(mul(slope, sub(distance, ONE / 2n)))
  const sigmoid = div(ONE, add(ONE, exponential))
  return clamp(add(alphaLow, mul(sigmoid, sub(alphaHigh, alphaLow))), alphaLow, alphaHigh)
}
