import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shareOut } from './share-out.js'

it('sums up to the amount exactly, and nobody is more than one rao off its part', () => {
  const receivers = fc.uniqueArray(
    fc.record({ to: fc.string({ minLength: 1, maxLength: 4 }), weight: fc.bigInt(0n, 10n ** 12n) }),
    { minLength: 1, maxLength: 40, selector: ({ to }) => to },
  )
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 18n), receivers, (amount, all) => {
      const whole = all.reduce((sum, { weight }) => sum + weight, 0n)
      fc.pre(whole > 0n)
      const parts = shareOut(amount, all)
      expect([...parts.values()].reduce((sum, part) => sum + part, 0n)).toBe(amount)
      for (const { to, weight } of all) {
        const off = parts.get(to)! * whole - amount * weight
        expect(off < whole && off > -whole).toBe(true)
      }
      expect(shareOut(amount, all.toReversed())).toEqual(new Map([...parts].toReversed()))
    }),
  )
  expect(shareOut(5n, [{ to: 'a', weight: 0n }])).toEqual(new Map())
})
