/**
 * I32F32 arithmetic over raw bits held in bigints, for any value the type can hold.
 *
 * The epoch itself runs on the kernels of `kernels.ts`, which are exact within a smaller range.
 */

/** 1 in I32F32. */
export const ONE = 1n << 32n
/** The largest I32F32. */
export const MAX = (1n << 63n) - 1n
/** The smallest I32F32. */
export const MIN = -(1n << 63n)

/** Clamps to the range of I32F32. */
export function saturate(bits: bigint): bigint {
  return bits > MAX ? MAX : bits < MIN ? MIN : bits
}

/** Saturating sum. */
export function add(a: bigint, b: bigint): bigint {
  return saturate(a + b)
}

/** Saturating difference. */
export function sub(a: bigint, b: bigint): bigint {
  return saturate(a - b)
}

/** Product rounded toward minus infinity, saturating. */
export function mul(a: bigint, b: bigint): bigint {
  return saturate((a * b) >> 32n)
}

/** Quotient rounded toward zero; 0 when `b` is 0 and also when the quotient overflows. */
export function div(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n
  const quotient = (a << 32n) / b
  return quotient > MAX || quotient < MIN ? 0n : quotient
}

export function clamp(x: bigint, low: bigint, high: bigint): bigint {
  return x < low ? low : x > high ? high : x
}
