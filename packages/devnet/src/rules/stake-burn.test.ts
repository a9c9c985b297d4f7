import { expect, test } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { stakeOf } from './holdings.js'
import { accountOf, createSubnetBench, must, people, tao } from './testing/bench.js'

const [, anna] = people as [string, string]
const hotkey = accountOf('owner-hot')
const netuid = 2

test('add_stake_burn buys alpha and burns it, so that the price rises and nobody has more', () => {
  const bench = createSubnetBench()
  const { SubnetTAO, SubnetAlphaOut } = bench.state.SubtensorModule
  const [pool, out, balance] = [
    SubnetTAO.get(netuid),
    SubnetAlphaOut.get(netuid),
    freeBalance(bench.ctx, anna),
  ]
  must(
    bench.call(anna, 'SubtensorModule.add_stake_burn', {
      hotkey,
      netuid,
      amount: 10n * tao,
      limit: undefined,
    }),
  )
  expect(bench.events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['StakeAdded', 'AlphaBurned', 'AddStakeBurn']),
  )
  expect(stakeOf(bench.ctx, { hotkey, coldkey: anna, netuid })).toBe(0n)
  expect(SubnetTAO.get(netuid)).toBeGreaterThan(pool)
  expect(SubnetAlphaOut.get(netuid)).toBeGreaterThan(out)
  expect(balance - freeBalance(bench.ctx, anna)).toBe(10n * tao)
  expect(bench.events.at(-1)).toMatchObject({ event: 'AddStakeBurn', data: { amount: 10n * tao } })
})

test('a price limit that would be passed refuses all of it', () => {
  const bench = createSubnetBench()
  const burn = (limit: bigint) =>
    bench.call(anna, 'SubtensorModule.add_stake_burn', { hotkey, netuid, amount: 500n * tao, limit })
  expect(burn(1_100_000_000n)).toBe('SlippageTooHigh')
  expect(burn(10_000_000_000n)).toBeNull()
})
