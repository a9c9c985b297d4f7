import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { power } from './power.js'

test('shares grow with the power of the score', () => {
  expect(power({ exponent: 3 }).shares([1, 0.5, 0])).toEqual([8 / 9, 1 / 9, 0])
})

test('shares depend on ratios alone, are in order, and sum to 1 or are all 0', () => {
  const score = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true }))
  fc.assert(
    fc.property(fc.array(score), fc.double({ min: 0.01, max: 1, noNaN: true }), (scores, scale) => {
      const shares = power({ exponent: 3 }).shares(scores)
      const sum = shares.reduce((total, share) => total + share, 0)
      expect(sum).toBeCloseTo(scores.some((value) => value > 0) ? 1 : 0, 9)
      const scaled = power({ exponent: 3 }).shares(scores.map((value) => value * scale))
      for (const [i, share] of shares.entries()) {
        expect(scaled[i]).toBeCloseTo(share, 9)
        for (const [j, other] of shares.entries())
          if (scores[i]! > scores[j]!) expect(share).toBeGreaterThanOrEqual(other)
      }
    }),
  )
})

test('refuses an exponent that is not positive', () => {
  let thrown: unknown
  try {
    power({ exponent: 0 })
  } catch (error) {
    thrown = error
  }
  expect(isSubnetError(thrown, 'CONFIG_INVALID')).toBe(true)
})
