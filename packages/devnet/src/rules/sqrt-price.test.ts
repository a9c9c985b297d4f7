import { expect, test } from 'vitest'
import { currentPrice } from './pool.js'
import { accountOf, createSubnetBench, must, people, tao } from './testing/bench.js'

const [, anna] = people as [string, string]

test('defect: the root of a started subnet’s price is in storage, for clients that take the price from it', () => {
  const bench = createSubnetBench()
  const { AlphaSqrtPrice } = bench.state.Swap
  bench.mine()
  expect([1, 2].map((netuid) => AlphaSqrtPrice.get(netuid))).toEqual([0n, 1n << 64n])
  const stake = { hotkey: accountOf('owner-hot'), netuid: 2, amount_staked: 300n * tao }
  must(bench.call(anna, 'SubtensorModule.add_stake', stake))
  bench.mine()
  const root = Number(AlphaSqrtPrice.get(2)) / 2 ** 64
  expect(root * root).toBeCloseTo(Number(currentPrice(bench.ctx, 2)) / 2 ** 64, 9)
  expect(root).toBeGreaterThan(1.2)
})
