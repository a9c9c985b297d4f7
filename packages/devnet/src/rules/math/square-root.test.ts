import fc from 'fast-check'
import { expect, test } from 'vitest'
import { squareRoot } from './square-root.js'

test('no integer is closer from below', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
      const root = squareRoot(value)
      expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true)
    }),
  )
  expect([0n, 1n, 3n, 4n].map(squareRoot)).toEqual([0n, 1n, 1n, 2n])
})
