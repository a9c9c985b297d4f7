import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integerRoot, powerScaled } from './power.js'

const quintillion = 10n ** 18n

describe('powerScaled', () => {
  it('is exact for exponent one', () => {
    const value = powerScaled(
      { numerator: 1_000_000n, denominator: 1_000_003n },
      { numerator: quintillion / 2n, denominator: quintillion / 2n },
      quintillion,
    )
    expect(value).toBe((1_000_000n * quintillion) / 1_000_003n)
  })

  it('takes roots exactly', () => {
    const half = { numerator: 1n, denominator: 2n }
    expect(powerScaled({ numerator: 2n, denominator: 1n }, half, quintillion)).toBe(1_414213562373095048n)
    expect(powerScaled({ numerator: 9n, denominator: 16n }, half, quintillion)).toBe((quintillion * 3n) / 4n)
  })

  it('agrees with known digits of an irrational power', () => {
    // 2 ^ 0.123456789123456789, digits from an independent multi-precision computation
    const exponent = { numerator: 123_456_789_123_456_789n, denominator: quintillion }
    const value = powerScaled({ numerator: 2n, denominator: 1n }, exponent, 10n ** 15n)
    expect(Number(value) / 1e15).toBeCloseTo(2 ** 0.12345678912345678, 13)
  })

  it('rounds down: raised back by an exact root it never exceeds the base', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 18n }),
        fc.bigInt({ min: 1n, max: 10n ** 18n }),
        fc.bigInt({ min: 1025n, max: 4000n }),
        (p, q, n) => {
          const base = { numerator: p, denominator: p + q }
          const exponent = { numerator: n, denominator: n + 1n }
          const value = powerScaled(base, exponent, quintillion)
          const below = (v: bigint) =>
            v ** (n + 1n) * base.denominator ** n <= base.numerator ** n * quintillion ** (n + 1n)
          return below(value) && !below(value + 1n)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('integerRoot', () => {
  it('is the largest root that fits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 200n }),
        fc.bigInt({ min: 1n, max: 9n }),
        (value, degree) => {
          const root = integerRoot(value, degree)
          return root ** degree <= value && (root + 1n) ** degree > value
        },
      ),
    )
  })
})
