import { describe, expect, it } from 'vitest'
import { hotkeyStake } from './holdings.js'
import { currentPrice } from './pool.js'
import { hotkeysOf, root } from './subnets.js'
import { accountOf, type Bench, createBench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner, anna, bert] = people as [string, string, string]
const hotkey = accountOf('hot')

describe('burned_register', () => {
  // each case has every fault of the ones after it as well, so the order is what decides
  const faults: readonly [error: string, bring: (bench: Bench) => void][] = [
    ['NonAssociatedColdKey', (bench) => bench.state.SubtensorModule.Owner.set(hotkey, bert)],
    ['NotEnoughBalanceToStake', (bench) => bench.state.SubtensorModule.Burn.set(netuid, 2_000_000n * tao)],
    ['HotKeyAlreadyRegisteredInSubNet', (bench) => bench.state.SubtensorModule.Uids.set(netuid, hotkey, 0)],
    [
      'SubNetRegistrationDisabled',
      (bench) => bench.state.SubtensorModule.NetworkRegistrationAllowed.set(netuid, false),
    ],
    ['SubnetNotExists', (bench) => bench.state.SubtensorModule.NetworksAdded.set(netuid, false)],
  ]

  it('refuses in the chain’s order', () => {
    const bench = createSubnetBench()
    bench.state.SubtensorModule.MaxAllowedUids.set(netuid, 0)
    const register = () => bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey })
    expect(register()).toBe('NoNeuronIdAvailable')
    for (const [error, bring] of faults) {
      bring(bench)
      expect(register()).toBe(error)
    }
    const onRoot = bench.call(anna, 'SubtensorModule.burned_register', { netuid: root, hotkey })
    expect(onRoot).toBe('RegistrationNotPermittedOnRootSubnet')
  })

  it('seats the neuron, bumps the price and makes alpha dearer', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    bench.mine(7)
    const [burn, price] = [subtensor.Burn.get(netuid), currentPrice(bench.ctx, netuid)]
    const alphaOut = subtensor.SubnetAlphaOut.get(netuid)
    must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
    expect(subtensor.Uids.get(netuid, hotkey)).toBe(1)
    expect(subtensor.Keys.get(netuid, 1)).toBe(hotkey)
    expect(subtensor.LastUpdate.get(netuid)).toEqual([1n, 8n])
    expect(subtensor.Active.get(netuid)).toEqual([true, true])
    expect(subtensor.ValidatorPermit.get(netuid)).toEqual([false, false])
    expect(subtensor.Burn.get(netuid)).toBe((burn * 126n) / 100n)
    expect(currentPrice(bench.ctx, netuid)).toBeGreaterThan(price)
    expect(subtensor.SubnetAlphaOut.get(netuid)).toBe(alphaOut)
    expect(bench.events.at(-1)).toEqual({
      pallet: 'SubtensorModule',
      event: 'NeuronRegistered',
      data: [netuid, 1, hotkey],
    })
  })

  it('lets the price decay back between blocks', () => {
    const bench = createSubnetBench()
    expect(bench.state.SubtensorModule.Burn.get(netuid)).toBe(tao)
    bench.mine(360)
    expect(Number(bench.state.SubtensorModule.Burn.get(netuid))).toBeCloseTo(5e8, -3)
  })
})

describe('register_limit', () => {
  it('keeps to the highest price', () => {
    const bench = createSubnetBench()
    const register = (limit_price: bigint) =>
      bench.call(anna, 'SubtensorModule.register_limit', { netuid, hotkey, limit_price })
    expect(register(tao - 1n)).toBe('RegistrationPriceLimitExceeded')
    expect(register(tao)).toBeNull()
  })
})

describe('a full subnet', () => {
  function full(): Bench {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    subtensor.MaxAllowedUids.set(netuid, 4)
    subtensor.MinNonImmuneUids.set(netuid, 0)
    subtensor.ImmunityPeriod.set(netuid, 5)
    for (const name of ['one', 'two', 'three']) {
      must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf(name) }))
    }
    bench.mine(5)
    subtensor.Emission.set(netuid, [0n, 50n, 40n, 60n])
    return bench
  }

  it('replaces the weakest and clears everything of it but its stake', () => {
    const bench = full()
    const { SubtensorModule: subtensor } = bench.state
    const evicted = accountOf('two')
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: evicted, netuid, amount_staked: 5n * tao }))
    const stake = hotkeyStake(bench.ctx, evicted, netuid)
    subtensor.Weights.set(netuid, 1, [
      [2, 7],
      [3, 9],
    ])
    subtensor.Weights.set(netuid, 2, [[1, 1]])
    subtensor.Bonds.set(netuid, 1, [[2, 5]])
    subtensor.Bonds.set(netuid, 2, [[1, 5]])
    must(
      bench.call(evicted, 'SubtensorModule.serve_axon', {
        netuid,
        version: 1,
        ip: 0x08080808n,
        port: 1,
        ip_type: 4,
        protocol: 0,
        placeholder1: 0,
        placeholder2: 0,
      }),
    )
    must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey }))
    expect(hotkeysOf(bench.ctx, netuid)[2]).toBe(hotkey)
    expect(subtensor.Uids.get(netuid, evicted)).toBeUndefined()
    expect(subtensor.Axons.get(netuid, evicted)).toBeUndefined()
    expect(subtensor.Weights.get(netuid, 1)).toEqual([
      [2, 0],
      [3, 9],
    ])
    expect(subtensor.Weights.get(netuid, 2)).toEqual([])
    expect(subtensor.Bonds.get(netuid, 2)).toEqual([])
    expect(subtensor.Bonds.get(netuid, 1)).toEqual([[2, 5]])
    expect(subtensor.Emission.get(netuid)).toEqual([0n, 50n, 0n, 60n])
    expect(subtensor.BlockAtRegistration.get(netuid, 2)).toBe(6n)
    expect(hotkeyStake(bench.ctx, evicted, netuid)).toBe(stake)
  })

  it('spares the owner although it earns nothing, until nobody else is there', () => {
    const bench = full()
    const { SubtensorModule: subtensor } = bench.state
    for (const name of ['four', 'five', 'six', 'seven']) {
      must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf(name) }))
    }
    expect(subtensor.Keys.get(netuid, 0)).toBe(accountOf('owner-hot'))
    subtensor.MaxAllowedUids.set(netuid, 1)
    subtensor.SubnetworkN.set(netuid, 1)
    const register = bench.call(owner, 'SubtensorModule.burned_register', { netuid, hotkey })
    expect(register).toBe('NoNeuronIdAvailable')
  })
})

describe('root_register', () => {
  it('counts per block and per interval', () => {
    const bench = createBench()
    const register = (name: string) =>
      bench.call(anna, 'SubtensorModule.root_register', { hotkey: accountOf(name) })
    expect(register('r0')).toBeNull()
    expect(register('r1')).toBe('TooManyRegistrationsThisBlock')
    for (let index = 1; index < 3; index++) {
      bench.mine()
      must(register(`r${index}`))
    }
    bench.mine()
    expect(register('r3')).toBe('TooManyRegistrationsThisInterval')
    bench.mine(100)
    expect(register('r3')).toBeNull()
  })

  it('takes the seat of the lowest stake when all are taken', () => {
    const bench = createBench()
    bench.state.SubtensorModule.MaxAllowedUids.set(root, 1)
    const [low, high] = [accountOf('low'), accountOf('high')]
    must(bench.call(anna, 'SubtensorModule.root_register', { hotkey: low }))
    bench.mine()
    expect(bench.call(bert, 'SubtensorModule.root_register', { hotkey: high })).toBe('StakeTooLowForRoot')
    must(bench.call(bert, 'SubtensorModule.try_associate_hotkey', { hotkey: high }))
    const stake = { hotkey: high, netuid: root, amount_staked: tao }
    must(bench.call(bert, 'SubtensorModule.add_stake', stake))
    must(bench.call(bert, 'SubtensorModule.root_register', { hotkey: high }))
    expect(hotkeysOf(bench.ctx, root)).toEqual([high])
  })
})
