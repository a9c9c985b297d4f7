import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toBits, toDecimal } from './decimal.js'

test('numbers keep their value, without zeros at the end', () => {
  expect(toDecimal(3n << 63n)).toEqual({ mantissa: 15n, exponent: -1n })
  expect(toDecimal(7_000n << 64n)).toEqual({ mantissa: 7n, exponent: 3n })
  expect(toDecimal(0n)).toEqual({ mantissa: 0n, exponent: 0n })
  expect(toBits({ mantissa: 0n, exponent: 5n })).toBe(0n)
})

test('shares below 10 ** 18 come back bit for bit, larger ones to 37 digits', () => {
  const small = fc.bigInt({ min: 0n, max: ((10n ** 18n) << 64n) - 1n })
  const bits = fc.oneof(small, fc.bigInt({ min: 0n, max: 1n << 70n }))
  fc.assert(fc.property(bits, (given) => toBits(toDecimal(given)) === given))
  const large = fc.bigInt({ min: (10n ** 18n) << 64n, max: (1n << 128n) - 1n })
  const apart = (a: bigint, b: bigint) => (a > b ? a - b : b - a)
  fc.assert(fc.property(large, (given) => apart(toBits(toDecimal(given)), given) * 10n ** 37n <= given))
  fc.assert(fc.property(large, (given) => toDecimal(given).mantissa < 1n << 128n))
})
