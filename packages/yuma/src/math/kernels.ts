/**
 * I32F32 arithmetic on raw bits held in doubles. A double holds every integer below 2^53, and nearly
 * every value of an epoch lies in [0, 2^32], so nothing has to be a bigint; the kernels below stay
 * exact although their intermediate products do not fit. Ranges are given per function.
 */

/** 1 in I32F32. */
export const ONE = 2 ** 32
const INVERSE_ONE = 2 ** -32
const U16_MAX = 65535

/**
 * `floor(a * b / 2^32)` for integers (of either sign) with |a|, |b| < 2^53 and |a * b| < 2^83.
 *
 * `Math.imul` gives the low 32 bits of the product exactly. Taking them off the rounded product
 * leaves an integer blurred by less than a quarter, which rounding restores.
 */
export function mulFloor(a: number, b: number): number {
  const low = Math.imul(a, b) >>> 0
  return Math.round(a * b * INVERSE_ONE - low * INVERSE_ONE)
}

/**
 * `trunc(a * 2^32 / b)`, and 0 for b = 0, for integers 0 <= a < 2^51, 0 <= b < 2^53 with a quotient
 * below 2^52.
 *
 * The rounded quotient is never too low and at most one too high, which multiplying back shows.
 */
export function divTrunc(a: number, b: number): number {
  if (b === 0) return 0
  const quotient = Math.floor((a * ONE) / b)
  const whole = mulFloor(quotient, b)
  const tooHigh = whole > a || (whole === a && Math.imul(quotient, b) !== 0)
  return tooHigh ? quotient - 1 : quotient
}

/** A u16 as a proportion of 65535. */
export function proportion(value: number): number {
  return Math.floor((value * ONE) / U16_MAX)
}

/** A proportion (bits below 2^37) as a u16: floored, so often one lower than expected. */
export function toU16(bits: number): number {
  return Math.min(Math.floor((bits * U16_MAX) / ONE), U16_MAX)
}

/** `floor(share * amount)` of a u64 amount. */
export function shareOf(bits: number, amount: bigint): bigint {
  if (bits === 0) return 0n
  return bits === ONE ? amount : (BigInt(bits) * amount) >> 32n
}

/** Sum of bits; exact below 2^53. */
export function total(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}

/** Divides by the sum, unless that is 0. */
export function normalized(values: Float64Array): Float64Array {
  const sum = total(values)
  return sum === 0 ? values : values.map((value) => divTrunc(value, sum))
}
