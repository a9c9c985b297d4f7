/** A positive fraction. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Reduced exponents up to this size are taken as exact integer roots, as the chain does. */
const exactExponentLimit = 1024n

/**
 * `floor(base ^ exponent * scale)`, exactly rounded down.
 *
 * Small exponents are exact integer roots; others go through exp and ln in fixed point, first with 128
 * bits, and with 384 only when the rounding is not certain after that.
 */
export function powerScaled(base: Ratio, exponent: Ratio, scale: bigint): bigint {
  if (base.numerator === base.denominator) return scale
  const { numerator: a, denominator: b } = reduce(exponent)
  if (a <= exactExponentLimit && b <= exactExponentLimit) return exactRoot(base, a, b, scale)
  const quick = powerBounds(base, { numerator: a, denominator: b }, scale, 128n)
  if (quick.low === quick.high) return quick.low
  return powerBounds(base, { numerator: a, denominator: b }, scale, 384n).middle
}

function exactRoot(base: Ratio, power: bigint, degree: bigint, scale: bigint): bigint {
  const radicand = (base.numerator ** power * scale ** degree) / base.denominator ** power
  return integerRoot(radicand, degree)
}

/** Largest `r` with `r ^ degree <= value`. */
export function integerRoot(value: bigint, degree: bigint): bigint {
  if (degree === 1n || value < 2n) return value
  const bits = BigInt(value.toString(2).length)
  let low = 0n
  let high = 1n << (bits / degree + 1n)
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** degree <= value) low = middle
    else high = middle
  }
  return low
}

function powerBounds(base: Ratio, exponent: Ratio, scale: bigint, precision: bigint) {
  const log = naturalLog(base, precision)
  const power = exponential((log * exponent.numerator) / exponent.denominator, precision)
  // the series lose well under 2^-(precision - 24) of the value, which is below 2^40 here
  const doubt = (power >> (precision - 24n)) + (1n << 24n)
  const floorAt = (value: bigint) => (value * scale) >> precision
  return { low: floorAt(power - doubt), middle: floorAt(power), high: floorAt(power + doubt) }
}

/** ln of a fraction, with `precision` fraction bits. */
function naturalLog({ numerator, denominator }: Ratio, precision: bigint): bigint {
  const shift = BigInt(numerator.toString(2).length - denominator.toString(2).length)
  // mantissa in (1/2, 2): close enough to one for the series to halve its terms three times a step
  const mantissa =
    shift >= 0n
      ? (numerator << precision) / (denominator << shift)
      : (numerator << (precision - shift)) / denominator
  const one = 1n << precision
  const z = ((mantissa - one) << precision) / (mantissa + one)
  return 2n * inverseTanh(z, precision) + shift * ln2(precision)
}

function inverseTanh(z: bigint, precision: bigint): bigint {
  const square = (z * z) >> precision
  let power = z
  let sum = z
  for (let divisor = 3n; power !== 0n && power !== -1n; divisor += 2n) {
    power = (power * square) >> precision
    sum += power / divisor
  }
  return sum
}

const ln2Cache = new Map<bigint, bigint>()
function ln2(precision: bigint): bigint {
  const known = ln2Cache.get(precision)
  if (known !== undefined) return known
  const value = 2n * inverseTanh((1n << precision) / 3n, precision)
  ln2Cache.set(precision, value)
  return value
}

/** e to a fixed-point power, with `precision` fraction bits. */
function exponential(x: bigint, precision: bigint): bigint {
  const unit = ln2(precision)
  const quotient = x / unit
  const doublings = x < 0n && quotient * unit !== x ? quotient - 1n : quotient
  const halvings = 8n
  const reduced = (x - doublings * unit) >> halvings
  const one = 1n << precision
  let term = one
  let sum = one
  for (let index = 1n; term !== 0n; index += 1n) {
    term = ((term * reduced) >> precision) / index
    sum += term
  }
  for (let index = 0n; index < halvings; index += 1n) sum = (sum * sum) >> precision
  return doublings >= 0n ? sum << doublings : sum >> -doublings
}

function reduce({ numerator, denominator }: Ratio): Ratio {
  let [a, b] = [numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}
