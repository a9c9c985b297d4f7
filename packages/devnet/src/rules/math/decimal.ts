/** A number as mantissa * 10 ** exponent, as newer runtimes store shares. */
export interface Decimal {
  readonly mantissa: bigint
  readonly exponent: bigint
}

/** Digits that every mantissa of 128 bits has room for. */
const mostDigits = 38
/** 2 ** -64 is 5 ** 64 * 10 ** -64. */
const fractionDigits = 64
const fractionFactor = 5n ** 64n

/** U64F64 bits as a decimal number, rounded to 38 digits: below 10 ** 18, {@link toBits} gives the same bits back. */
export function toDecimal(bits: bigint): Decimal {
  const digits = String(bits * fractionFactor)
  const dropped = Math.max(0, digits.length - mostDigits)
  const rounded = divideToNearest(BigInt(digits), 10n ** BigInt(dropped))
  const significant = String(rounded).replace(/0+$/, '')
  if (significant === '') return { mantissa: 0n, exponent: 0n }
  const zeros = String(rounded).length - significant.length
  return { mantissa: BigInt(significant), exponent: BigInt(dropped + zeros - fractionDigits) }
}

/** A decimal number as U64F64 bits, rounded to the nearest. */
export function toBits({ mantissa, exponent }: Decimal): bigint {
  const bits = mantissa << 64n
  return exponent >= 0n ? bits * 10n ** exponent : divideToNearest(bits, 10n ** -exponent)
}

const divideToNearest = (a: bigint, b: bigint): bigint => (2n * a + b) / (2n * b)
