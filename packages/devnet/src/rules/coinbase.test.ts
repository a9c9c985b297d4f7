import { describe, expect, it } from 'vitest'
import { emittingSubnets } from './coinbase.js'
import { currentPrice } from './pool.js'
import { root } from './subnets.js'
import { accountOf, type Bench, createBench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna] = people as [string, string]

const enabled = (bench: Bench) =>
  must(bench.call('root', 'AdminUtils.sudo_set_subnet_emission_enabled', { netuid, enabled: true }))

describe('issuance', () => {
  it('stays as it is while nothing emits', () => {
    const bench = createBench()
    bench.mine(5)
    expect(bench.state.SubtensorModule.TotalIssuance.get()).toBe(0n)
    expect(bench.state.SubtensorModule.BlockEmission.get()).toBe(tao)
  })

  it('stays while the one subnet that emits alpha has its TAO switched off', () => {
    const bench = createSubnetBench()
    bench.mine(3)
    expect(bench.state.SubtensorModule.SubnetAlphaOut.get(netuid)).toBe(3n * tao)
    expect(bench.state.SubtensorModule.TotalIssuance.get()).toBe(0n)
  })

  it('buys alpha with everything while nobody stakes on root', () => {
    const bench = createSubnetBench()
    enabled(bench)
    // the moving price starts at zero, and so does the share
    bench.mine(1)
    expect(bench.state.SubtensorModule.TotalIssuance.get()).toBe(0n)
    const price = currentPrice(bench.ctx, netuid)
    const before = bench.state.SubtensorModule.SubnetMovingPrice.get(netuid)
    bench.state.SubtensorModule.SubnetMovingPrice.set(netuid, 1n << 31n)
    bench.mine(1)
    const { SubtensorModule: subtensor } = bench.state
    expect(before).toBeLessThan(2n ** 12n)
    expect(subtensor.TotalIssuance.get()).toBe(tao)
    expect(subtensor.SubnetExcessTao.get(netuid)).toBe(tao)
    expect(subtensor.SubnetTaoInEmission.get(netuid)).toBe(0n)
    expect(subtensor.SubnetProtocolAlpha.get(netuid)).toBeGreaterThan(0n)
    expect(currentPrice(bench.ctx, netuid)).toBeGreaterThan(price)
  })

  it('injects TAO and alpha and moves the weights, once root has stake', () => {
    const bench = createSubnetBench()
    enabled(bench)
    const { SubtensorModule: subtensor } = bench.state
    must(bench.call(anna, 'SubtensorModule.try_associate_hotkey', { hotkey: accountOf('root') }))
    const stake = { hotkey: accountOf('root'), netuid: root, amount_staked: 900_000n * tao }
    must(bench.call(anna, 'SubtensorModule.add_stake', stake))
    subtensor.SubnetMovingPrice.set(netuid, 1n << 31n)
    // away from equal weights, what is added has not the reserves' proportions
    const quote = 400_000_000_000_000_000n
    bench.state.Swap.SwapBalancer.set(netuid, { quote })
    const price = currentPrice(bench.ctx, netuid)
    bench.mine(1)
    expect(subtensor.SubnetTaoInEmission.get(netuid)).toBeGreaterThan(0n)
    expect(subtensor.SubnetAlphaInEmission.get(netuid)).toBeGreaterThan(0n)
    expect(bench.state.Swap.SwapBalancer.get(netuid).quote).not.toBe(quote)
    // what is left over buys alpha, so the price still rises a little
    expect(Number(currentPrice(bench.ctx, netuid)) / Number(price)).toBeCloseTo(1, 3)
    expect(subtensor.RootProp.get(netuid)).toBeGreaterThan(0n)
  })
})

describe('emitting subnets', () => {
  it('are started and open for registration', () => {
    const bench = createSubnetBench()
    expect(emittingSubnets(bench.ctx, [netuid])).toEqual([netuid])
    bench.state.SubtensorModule.NetworkRegistrationAllowed.set(netuid, false)
    expect(emittingSubnets(bench.ctx, [netuid])).toEqual([])
  })
})

describe('accrual', () => {
  it('keeps root’s part only while moving prices sum to more than one', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    subtensor.SubnetTAO.set(root, 1_000_000n * tao)
    const grown = () => {
      const before = subtensor.SubnetAlphaOut.get(netuid)
      bench.mine()
      return subtensor.SubnetAlphaOut.get(netuid) - before
    }
    expect(grown()).toBeLessThan(tao)
    expect(subtensor.PendingRootAlphaDivs.get(netuid)).toBe(0n)
    subtensor.SubnetMovingPrice.set(netuid, (1n << 32n) + 1n)
    expect(grown()).toBe(tao)
    expect(subtensor.PendingRootAlphaDivs.get(netuid)).toBeGreaterThan(0n)
  })
})
