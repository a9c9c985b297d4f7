/**
 * Fixed-point numbers as the chain's runtime keeps them: a bigint of raw bits, never negative here.
 * `U64F64` has 64 fraction bits, `U96F32` has 32. All divisions truncate, a division by zero gives zero.
 */
export const u64Max = (1n << 64n) - 1n
export const one32 = 1n << 32n
export const one64 = 1n << 64n

export const minOf = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const maxOf = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** `a - b`, zero instead of negative. */
export const saturatingSub = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n)

/** Into the range of a u64. */
export const clampU64 = (value: bigint): bigint => minOf(maxOf(value, 0n), u64Max)

/** U96F32 product, floored. */
export const mul32 = (a: bigint, b: bigint): bigint => (a * b) >> 32n
/** U96F32 quotient, truncated. */
export const div32 = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : (a << 32n) / b)
/** Whole number to U96F32. */
export const to32 = (value: bigint): bigint => value << 32n
/** U96F32 to a u64, floored. */
export const floor32 = (bits: bigint): bigint => clampU64(bits >> 32n)

/** U64F64 product, floored. */
export const mul64 = (a: bigint, b: bigint): bigint => (a * b) >> 64n
/** U64F64 quotient, truncated. */
export const div64 = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : (a << 64n) / b)
/** Whole number to U64F64. */
export const to64 = (value: bigint): bigint => value << 64n
/** U64F64 to a u64, floored. */
export const floor64 = (bits: bigint): bigint => clampU64(bits >> 64n)

/** A u16 proportion (65535 is one) as U96F32. */
export const proportion32 = (value: number): bigint => to32(BigInt(value)) / 65535n

/** A u64 proportion (2^64 - 1 is one) as U96F32. */
export const wideProportion32 = (value: bigint): bigint => to32(value) / u64Max
