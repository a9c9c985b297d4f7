import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fixedProportionToU16, u16ProportionToFixed } from './conversions.js'
import { expSafe } from './exp.js'
import { add, div, ONE as WIDE_ONE } from './fixed.js'
import { divTrunc, mulFloor, ONE, proportion, toU16 } from './kernels.js'
import { falling } from './logistic.js'

const U16 = fc.integer({ min: 0, max: 65535 })

/** Bits from 0 to 2^exponent, crowded at the ends where rounding could go wrong. */
const bits = (exponent: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: 2 ** exponent }),
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 1000 }).map((x) => 2 ** exponent - x),
    fc.integer({ min: 0, max: exponent }).map((x) => 2 ** x),
  )

const bigMul = (a: number, b: number) => Number((BigInt(a) * BigInt(b)) >> 32n)
const bigDiv = (a: number, b: number) => (b === 0 ? 0 : Number((BigInt(a) << 32n) / BigInt(b)))

it('multiplies exactly, rounding down for either sign', () => {
  fc.assert(
    fc.property(bits(32), bits(51), fc.boolean(), (a, b, negative) => {
      const signed = negative ? -a : a
      expect(mulFloor(signed, b) + 0).toBe(bigMul(signed, b))
      expect(mulFloor(b, signed) + 0).toBe(bigMul(signed, b))
    }),
    { numRuns: 20_000 },
  )
})

it('multiplies exactly up to products of 2^83', () => {
  fc.assert(
    fc.property(bits(41), bits(42), (a, b) => {
      expect(mulFloor(a, b)).toBe(bigMul(a, b))
    }),
    { numRuns: 20_000 },
  )
})

it('divides shares exactly, by anything up to 2^52', () => {
  fc.assert(
    fc.property(bits(32), bits(52), (a, b) => {
      fc.pre(b === 0 || a / b < 2 ** 19)
      expect(divTrunc(a, b)).toBe(bigDiv(a, b))
    }),
    { numRuns: 20_000 },
  )
})

it('divides exactly where the quotient is just below a whole number', () => {
  fc.assert(
    fc.property(bits(32), bits(44), (quotient, divisor) => {
      fc.pre(divisor > 0 && quotient > 0)
      const exact = BigInt(quotient) * BigInt(divisor)
      // The largest a with a * 2^32 / b at or below the quotient, and its neighbour above.
      const a = Number(exact >> 32n)
      expect(divTrunc(a, divisor)).toBe(bigDiv(a, divisor))
      expect(divTrunc(a + 1, divisor)).toBe(bigDiv(a + 1, divisor))
    }),
    { numRuns: 20_000 },
  )
})

it('converts u16 proportions like the wide arithmetic', () => {
  fc.assert(
    fc.property(U16, bits(37), (value, x) => {
      expect(proportion(value)).toBe(Number(u16ProportionToFixed(value)))
      expect(toU16(x)).toBe(fixedProportionToU16(BigInt(x)))
    }),
    { numRuns: 5_000 },
  )
  expect(proportion(32767)).toBe(2147450879)
  expect(proportion(65535)).toBe(ONE)
})

it('takes the logistic like the wide arithmetic, on both sides of where it falls back to it', () => {
  const exponents = fc.oneof(
    fc.integer({ min: -22 * ONE, max: 22 * ONE }),
    fc.integer({ min: -1000, max: 1000 }).map((x) => 14 * ONE + x),
    fc.integer({ min: -1000, max: 1000 }).map((x) => -14 * ONE + x),
    fc.constantFrom(0, 1, -1, ONE, -ONE, ONE + 1, ONE - 1, 5 * ONE, -5 * ONE),
  )
  fc.assert(
    fc.property(exponents, (x) => {
      expect(falling(x)).toBe(Number(div(WIDE_ONE, add(WIDE_ONE, expSafe(BigInt(x))))))
    }),
    { numRuns: 5_000 },
  )
})
