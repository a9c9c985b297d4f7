import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAmount, formatDuration, formatNumber, parseTao } from './units.js'

test('tells amounts exactly, or rounded down', () => {
  expect(formatAmount(1_234_567_890_123_456_789n)).toBe('1,234,567,890.123456789 τ')
  expect(formatAmount(500_000n)).toBe('0.0005 τ')
  expect(formatAmount(1_999_999_999n, { digits: 2, unit: 'α' })).toBe('1.99 α')
  expect(formatNumber(-1_500_000_000n, 'exact')).toBe('-1.5')
})

test('reads back every amount that it writes', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (rao) => {
      expect(parseTao(formatNumber(rao, 'exact'))).toBe(rao)
    }),
  )
})

test.each(['', '1.', '.5', '-1', '1e3', '1,00', '0.0000000001', '1 τ', '0x1', 'NaN'])(
  'refuses %j as an amount',
  (text) => expect(parseTao(text)).toBeNull(),
)

test('tells times as people do', () => {
  expect([400, 20_000, 90_000, 4_320_000, 200_000_000].map(formatDuration)).toEqual([
    '0s',
    '20s',
    '2m',
    '1h 12m',
    '2d 7h',
  ])
})
