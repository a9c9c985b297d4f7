import { describe, expect, it } from 'vitest'
import { creditStake, hotkeyStake } from './holdings.js'
import { u64Max } from './math/fixed.js'
import { inheritedAlpha } from './stake-weight.js'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

const netuid = 2
const [, anna, bert] = people as [string, string, string]
const parent = accountOf('parent')
const child = accountOf('child')

function subnet(): Bench {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: parent }))
  creditStake(bench.ctx, { hotkey: parent, coldkey: anna, netuid }, 1000n)
  return bench
}

const set = (bench: Bench, children: [bigint, string][], subnetOf = netuid, as = anna) =>
  bench.call(as, 'SubtensorModule.set_children', { hotkey: parent, netuid: subnetOf, children })

describe('set_children', () => {
  it('waits for its pause and the next epoch, then moves stake weight', () => {
    const bench = subnet()
    must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 10 }))
    bench.state.SubtensorModule.PendingChildKeyCooldown.set(15n)
    must(set(bench, [[u64Max / 4n, child]]))
    expect(bench.events.at(-1)).toMatchObject({ event: 'SetChildrenScheduled' })
    bench.mine(19)
    expect(inheritedAlpha(bench.ctx, netuid, child)).toBe(0n)
    bench.mine()
    // the epochs have paid the parent; a quarter in 32 fraction bits falls just short of one
    const stake = hotkeyStake(bench.ctx, parent, netuid)
    const given = inheritedAlpha(bench.ctx, netuid, child)
    expect(Number(given) / Number(stake)).toBeCloseTo(0.25, 8)
    expect(inheritedAlpha(bench.ctx, netuid, parent) + given).toBeLessThanOrEqual(stake)
    expect(bench.state.SubtensorModule.ParentKeys.get(child, netuid)).toEqual([[u64Max / 4n, parent]])
  })

  it('takes effect at once while the subnet is not started, and replaces what was', () => {
    const bench = subnet()
    bench.state.SubtensorModule.SubtokenEnabled.set(netuid, false)
    must(set(bench, [[1n, child]]))
    bench.mine(150)
    must(set(bench, [[2n, accountOf('second')]]))
    expect(bench.state.SubtensorModule.ParentKeys.get(child, netuid)).toEqual([])
    expect(bench.state.SubtensorModule.ChildKeys.get(parent, netuid)).toEqual([[2n, accountOf('second')]])
  })

  it('refuses in the chain’s order', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name): [bigint, string] => [u64Max, accountOf(name)])
    subtensor.StakeThreshold.set(5000n)
    expect(set(bench, [[1n, child]])).toBe('NotEnoughStakeToSetChildkeys')
    subtensor.ParentKeys.set(parent, netuid, [[1n, child]])
    expect(set(bench, [[1n, child]])).toBe('ChildParentInconsistency')
    expect(
      set(bench, [
        [u64Max, child],
        [1n, accountOf('b')],
      ]),
    ).toBe('ProportionOverflow')
    expect(
      set(bench, [
        [u64Max, parent],
        [1n, child],
      ]),
    ).toBe('InvalidChild')
    expect(set(bench, many)).toBe('TooManyChildren')
    expect(set(bench, [...many, ...many])).toBe('DuplicateChild')
    expect(set(bench, many, netuid, bert)).toBe('NonAssociatedColdKey')
    expect(set(bench, many, 9, bert)).toBe('SubnetNotExists')
    expect(set(bench, many, 0, bert)).toBe('RegistrationNotPermittedOnRootSubnet')
    must(set(bench, []))
    expect(set(bench, many, netuid, bert)).toBe('TxRateLimitExceeded')
  })
})

describe('set_childkey_take', () => {
  it('keeps to its range and pause', () => {
    const bench = subnet()
    const take = (value: number, as = anna) =>
      bench.call(as, 'SubtensorModule.set_childkey_take', { hotkey: parent, netuid, take: value })
    expect(take(5, bert)).toBe('NonAssociatedColdKey')
    expect(take(11_797)).toBe('InvalidChildkeyTake')
    must(take(100))
    expect(take(101)).toBe('TxChildkeyTakeRateLimitExceeded')
    expect(take(99)).toBeNull()
    bench.state.SubtensorModule.TxChildkeyTakeRateLimit.set(5n)
    bench.mine(5)
    expect(take(101)).toBeNull()
  })
})
