import { expSafe } from './exp.js'
import { add, div, ONE as WIDE_ONE } from './fixed.js'
import { divTrunc, mulFloor, ONE } from './kernels.js'

/** Within this |exponent| every term and sum of the series fits a double. */
const EXACT_LIMIT = 14 * ONE
const LIMIT = 20 * ONE
const TERMS = 31
/** e with 23 fraction bits, used by the chain for an exponent of exactly one only. */
const E_LOW_PRECISION = 22802600 * 512

/** `1 / (1 + e^x)` with the chain's exponential, for |x| < 2^53 bits. */
export function falling(x: number): number {
  const exponent = Math.max(-LIMIT, Math.min(LIMIT, x))
  if (Math.abs(exponent) > EXACT_LIMIT) {
    return Number(div(WIDE_ONE, add(WIDE_ONE, expSafe(BigInt(exponent)))))
  }
  return divTrunc(ONE, ONE + exponential(exponent))
}

/** The series of {@link expSafe} on doubles, for |x| up to {@link EXACT_LIMIT}. */
function exponential(x: number): number {
  if (x === ONE) return E_LOW_PRECISION
  const magnitude = Math.abs(x)
  let result = ONE + magnitude
  let term = magnitude
  for (let i = 2; i <= TERMS && term > 0; i++) {
    term = Math.floor(mulFloor(term, magnitude) / i)
    result += term
  }
  return x < 0 ? divTrunc(ONE, result) : result
}
