import { div, MAX, MIN, mul, ONE } from './fixed.js'
import { normalize } from './vectors.js'

const U16_MAX = 65535n

function toU16(x: bigint): number {
  return Number(x < 0n ? 0n : x > U16_MAX ? U16_MAX : x)
}

/** A u16 as an I32F32 number. */
export function u16ToFixed(value: number): bigint {
  return BigInt(value) << 32n
}

/** A u16 as a proportion of 65535. */
export function u16ProportionToFixed(value: number): bigint {
  return (BigInt(value) << 32n) / U16_MAX
}

/** A proportion as a u16: floored, so often one lower than expected. */
export function fixedProportionToU16(x: bigint): number {
  return toU16((x * U16_MAX) >> 32n)
}

/** I64F64 to I32F32: floored, clamped. */
export function i64f64ToI32f32(x: bigint): bigint {
  const floored = x >> 32n
  return floored > MAX ? MAX : floored < MIN ? MIN : floored
}

/** Scales so that the largest value becomes 65535, rounding half away from zero. */
export function maxUpscaleToU16(x: readonly bigint[]): number[] {
  const max = x.reduce((a, b) => (a > b ? a : b), 0n)
  if (max === 0n) return x.map(() => 0)
  const fullScale = U16_MAX << 32n
  // Above half the type's range v * 65535 would overflow, so the ratio is taken first.
  if (max > 32768n << 32n) {
    const ratio = div(fullScale, max)
    return x.map((value) => toU16(round(mul(value, ratio))))
  }
  return x.map((value) => toU16(round(div(mul(value, fullScale), max))))
}

function round(bits: bigint): bigint {
  const half = ONE >> 1n
  return bits < 0n ? -((-bits + half) >> 32n) : (bits + half) >> 32n
}

/** {@link maxUpscaleToU16} for u16 values. */
export function u16MaxUpscaleToU16(values: readonly number[]): number[] {
  return maxUpscaleToU16(values.map(u16ToFixed))
}

/** True when no value's share of the sum exceeds `limit` (a u16 proportion). */
export function isMaxLimited(values: readonly number[], limit: number): boolean {
  const bound = u16ProportionToFixed(limit)
  return normalize(values.map(u16ToFixed)).every((share) => share <= bound)
}
