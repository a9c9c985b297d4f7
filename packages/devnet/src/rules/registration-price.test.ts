import { describe, expect, it } from 'vitest'
import { adjusted } from './math/adjustment.js'
import { u64Max } from './math/fixed.js'
import { accountOf, allTao, type Bench, createBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner, anna] = people as [string, string]

/** A started subnet on a chain that reports a version. */
function subnetUnder(spec_version: number): Bench {
  const bench = createBench()
  bench.state.System.LastRuntimeUpgrade.set({ spec_version, spec_name: 'node-subtensor' })
  must(bench.call(owner, 'SubtensorModule.register_network', { hotkey: accountOf('owner-hot') }))
  must(bench.call(owner, 'SubtensorModule.start_call', { netuid }))
  return bench
}

const register = (bench: Bench, name: string) =>
  bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf(name) })

describe('defect: the price of a registration follows the version', () => {
  it('starts at 0.1 TAO before spec 397, and stays there for an interval', () => {
    const bench = subnetUnder(396)
    const { SubtensorModule: subtensor } = bench.state
    expect(subtensor.Burn.get(netuid)).toBe(tao / 10n)
    must(register(bench, 'one'))
    bench.mine(30)
    expect(subtensor.Burn.get(netuid)).toBe(tao / 10n)
    expect(subtensor.RegistrationsThisInterval.get(netuid)).toBe(1)
    subtensor.AdjustmentInterval.set(netuid, 10)
    subtensor.RegistrationsThisInterval.set(netuid, 3)
    bench.mine()
    // three where one was the target: 3 % of the way to twice the price
    expect(subtensor.Burn.get(netuid)).toBe(103_000_259n)
    expect(subtensor.RegistrationsThisInterval.get(netuid)).toBe(0)
    expect(subtensor.LastAdjustmentBlock.get(netuid)).toBe(BigInt(bench.ctx.block))
  })

  it('limits registrations in a block, and in an interval to three times its target', () => {
    const bench = subnetUnder(396)
    must(register(bench, 'one'))
    expect(register(bench, 'two')).toBe('TooManyRegistrationsThisBlock')
    for (const name of ['two', 'three']) {
      bench.mine()
      must(register(bench, name))
    }
    bench.mine()
    expect(register(bench, 'four')).toBe('TooManyRegistrationsThisInterval')
  })

  it('has neither the limits nor their counters since', () => {
    const bench = subnetUnder(397)
    expect(bench.state.SubtensorModule.Burn.get(netuid)).toBe(tao)
    for (const name of ['one', 'two', 'three', 'four']) must(register(bench, name))
    expect(bench.state.SubtensorModule.RegistrationsThisInterval.get(netuid)).toBe(0)
  })

  it('recycles what a pool did not take of the lock, before', () => {
    const bench = createBench()
    const { SubtensorModule: subtensor } = bench.state
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 396, spec_name: 'node-subtensor' })
    subtensor.NetworkMinLockCost.set(100n * tao)
    subtensor.NetworkLastLockCost.set(250n * tao)
    subtensor.TotalIssuance.set(1_000n * tao)
    must(bench.call(owner, 'SubtensorModule.register_network', { hotkey: accountOf('owner-hot') }))
    expect(subtensor.SubnetTAO.get(netuid)).toBe(100n * tao)
    expect(subtensor.SubnetAlphaIn.get(netuid)).toBe(100n * tao)
    const rest = subtensor.SubnetLocked.get(netuid) - 100n * tao
    expect(subtensor.RAORecycledForRegistration.get(netuid)).toBe(rest)
    expect(subtensor.TotalIssuance.get()).toBe(1_000n * tao - rest)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
    expect(subtensor.Yuma3On.get(netuid)).toBe(false)
    expect(bench.events.map(({ event }) => event)).toContain('AdjustmentAlphaSet')
  })
})

it('an adjustment keeps to its bounds', () => {
  const bounds = { min: 5n, max: 50n }
  expect(adjusted(20n, { registered: 3, target: 1, alpha: 0n }, bounds)).toBe(40n)
  expect(adjusted(20n, { registered: 9, target: 1, alpha: 0n }, bounds)).toBe(50n)
  expect(adjusted(8n, { registered: 0, target: 1, alpha: 0n }, bounds)).toBe(5n)
  expect(adjusted(20n, { registered: 9, target: 1, alpha: u64Max }, bounds)).toBe(20n)
  expect(adjusted(20n, { registered: 9, target: 0, alpha: 0n }, bounds)).toBe(5n)
})
