import { describe, expect, it } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { subnetAccount } from './accounts.js'
import { hotkeyStake, stakeOf } from './holdings.js'
import { root } from './subnets.js'
import { accountOf, allTao, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert, cleo] = people as [string, string, string, string]
const validator = accountOf('validator')
const goodMiner = accountOf('miner-good')
const weakMiner = accountOf('miner-weak')

/** The whole way: a subnet, three registrations, stake, weights after the rate limit, epochs. */
function subnetAtWork(): Bench {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: validator }))
  must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey: goodMiner }))
  must(bench.call(cleo, 'SubtensorModule.burned_register', { netuid, hotkey: weakMiner }))
  const stake = { hotkey: validator, netuid, amount_staked: 100n * tao }
  must(bench.call(anna, 'SubtensorModule.add_stake', stake))
  must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 10 }))
  bench.mine(100)
  const weights = { netuid, dests: [2, 3], weights: [30_000, 10_000], version_key: 0n }
  must(bench.call(validator, 'SubtensorModule.set_weights', weights))
  return bench
}

describe('a subnet from registration to pay', () => {
  it('pays miners by weight once an epoch has seen it', () => {
    const bench = subnetAtWork()
    const stakes = () => [goodMiner, weakMiner].map((hotkey) => hotkeyStake(bench.ctx, hotkey, netuid))
    const before = stakes()
    bench.mine(11)
    const [good = 0n, weak = 0n] = stakes().map((stake, index) => stake - (before[index] ?? 0n))
    expect(weak).toBeGreaterThan(0n)
    // 3 to 1, but for the 16 bits of weights and the floors of the epoch
    expect(Number(good) / Number(weak)).toBeCloseTo(3, 3)
    expect(bench.state.SubtensorModule.Incentive.get(netuid)).toEqual([0, 0, 49151, 16383])
  })

  it('gives the validator dividends, its take of them, and the owner its cut', () => {
    const bench = subnetAtWork()
    const owner = { hotkey: accountOf('owner-hot'), coldkey: people[0] as string, netuid }
    const before = stakeOf(bench.ctx, owner)
    bench.mine(11)
    expect(bench.state.SubtensorModule.AlphaDividendsPerSubnet.get(netuid, validator)).toBeGreaterThan(0n)
    // 10 blocks of one alpha, 18 %
    expect(stakeOf(bench.ctx, owner) - before).toBe(10n * 179_995_422n)
  })

  it('conserves TAO: what exists grows by what was issued, and pools hold what they say', () => {
    const bench = subnetAtWork()
    must(bench.call('root', 'AdminUtils.sudo_set_subnet_emission_enabled', { netuid, enabled: true }))
    const [before, issuedBefore] = [allTao(bench), bench.state.SubtensorModule.TotalIssuance.get()]
    bench.mine(50)
    const issued = bench.state.SubtensorModule.TotalIssuance.get() - issuedBefore
    expect(issued).toBeGreaterThan(0n)
    expect(allTao(bench) - before).toBe(issued)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
    for (const subnet of [root, 1, netuid]) {
      const held = freeBalance(bench.ctx, subnetAccount(subnet))
      // Fees of registrations rest on the account of the subnet, outside of its pool.
      const apart = held - bench.state.SubtensorModule.SubnetTAO.get(subnet)
      if (subnet === netuid) expect(apart).toBeGreaterThan(0n)
      else expect(apart).toBe(0n)
    }
  })

  it('never stakes more alpha than is out', () => {
    const bench = subnetAtWork()
    bench.mine(60)
    let staked = 0n
    for (const [[, subnet], alpha] of bench.state.SubtensorModule.TotalHotkeyAlpha.entries()) {
      if (subnet === netuid) staked += alpha
    }
    expect(staked).toBeLessThanOrEqual(bench.state.SubtensorModule.SubnetAlphaOut.get(netuid))
  })

  it("withholds what the owner's own hotkeys earn", () => {
    const bench = subnetAtWork()
    const toOwner = { netuid, dests: [0, 2], weights: [30_000, 10_000], version_key: 0n }
    bench.mine(100)
    must(bench.call(validator, 'SubtensorModule.set_weights', toOwner))
    bench.mine(11)
    const share = Number(bench.state.SubtensorModule.MinerBurned.get(netuid)) / 2 ** 32
    expect(share).toBeCloseTo(0.75, 3)
  })
})
