import { add, clamp, div, MAX, mul, ONE, sub } from './fixed.js'

/** |exponent| above which {@link expSafe} clamps. */
const LIMIT = 20n * ONE
/** e as the chain's library holds it: 23 fraction bits. Used for an exponent of exactly one only. */
const E_LOW_PRECISION = 22802600n << 9n
const TERMS = 31n

/**
 * e^x with the chain's own series: 30 terms, every product and quotient truncated, x clamped to
 * [-20, 20]; a negative exponent is the reciprocal of the positive one.
 */
export function expSafe(x: bigint): bigint {
  const exponent = clamp(x, -LIMIT, LIMIT)
  if (exponent === 0n) return ONE
  if (exponent === ONE) return E_LOW_PRECISION
  const magnitude = exponent < 0n ? -exponent : exponent
  let result = ONE + magnitude
  let term = magnitude
  for (let i = 2n; i <= TERMS; i++) {
    term = ((term * magnitude) >> 32n) / i
    if (term > MAX) return exponent < 0n ? 0n : MAX
    result += term
  }
  return exponent < 0n ? (ONE << 32n) / result : result
}

/** `1 / (1 + e^(-rho (x - kappa)))`. */
export function sigmoidSafe(x: bigint, rho: bigint, kappa: bigint): bigint {
  const exponent = mul(mul(rho, -ONE), sub(x, kappa))
  return div(ONE, add(expSafe(exponent), ONE))
}
