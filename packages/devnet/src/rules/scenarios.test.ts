import { describe, expect, it } from 'vitest'
import { hotkeyStake, stakeOf } from './holdings.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert, cleo, dora] = people as [string, string, string, string, string]
const [validator, first, second] = ['validator', 'first', 'second'].map(accountOf) as [string, string, string]
const tempo = 10
/**
 * Pending alpha for an epoch of ten blocks: of each block's alpha, 1e9 rao, the owner's 11796/65535 are
 * 179,995,422.29; half of the 820,004,577.71 left is 410,002,288 for either side, floored in each block.
 */
const half = 10n * 410_002_288n

/** uid 0 is the owner, 1 a validator with stake and permit, 2 and 3 are miners; the last block had an epoch. */
function subnet(): Bench {
  const bench = createSubnetBench()
  const pairs = [
    [anna, validator],
    [bert, first],
    [cleo, second],
  ] as const
  for (const [coldkey, hotkey] of pairs) {
    must(bench.call(coldkey, 'SubtensorModule.burned_register', { netuid, hotkey }))
    bench.mine()
  }
  must(
    bench.call(anna, 'SubtensorModule.add_stake', { hotkey: validator, netuid, amount_staked: 500n * tao }),
  )
  must(
    bench.call('root', 'AdminUtils.sudo_set_weights_set_rate_limit', { netuid, weights_set_rate_limit: 0n }),
  )
  must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo }))
  bench.mine(tempo)
  return bench
}

const vote = (bench: Bench, dests: number[], weights: number[], mecid = 0) =>
  must(
    bench.call(validator, 'SubtensorModule.set_mechanism_weights', {
      netuid,
      mecid,
      dests,
      weights,
      version_key: 0n,
    }),
  )

/** Tolerance in rao: products of 32 fraction bits are rounded down on the way. */
function expectJustUnder(actual: bigint, told: bigint, slack = 4n): void {
  expect(actual).toBeLessThanOrEqual(told)
  expect(actual).toBeGreaterThanOrEqual(told - slack)
}

describe('a miner that is replaced between two epochs', () => {
  it('is the first of equals, leaves its weights at zero, and its heir earns nothing by them', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    vote(bench, [2, 3], [40_000, 40_000])
    expect(subtensor.Weights.get(netuid, 1)).toEqual([
      [2, 65_535],
      [3, 65_535],
    ])
    bench.mine(tempo)
    const [owner, voter, ...miners] = subtensor.Emission.get(netuid)
    expect(owner).toBe(0n)
    expectJustUnder(voter ?? 0n, half)
    for (const earned of miners) expectJustUnder(earned, half / 2n)
    expect(stakeOf(bench.ctx, { hotkey: first, coldkey: bert, netuid })).toBe(miners[0])

    // four seats, all in their immunity period and fewer than ten: the immune go, the earliest of the poorest
    subtensor.MaxAllowedUids.set(netuid, 4)
    const heir = accountOf('heir')
    must(bench.call(dora, 'SubtensorModule.burned_register', { netuid, hotkey: heir }))
    expect(subtensor.Keys.get(netuid, 2)).toBe(heir)
    expect(subtensor.Uids.has(netuid, first)).toBe(false)
    expect(subtensor.Weights.get(netuid, 1)).toEqual([
      [2, 0],
      [3, 65_535],
    ])
    expect(stakeOf(bench.ctx, { hotkey: first, coldkey: bert, netuid })).toBe(miners[0])

    bench.mine(tempo)
    expect(subtensor.Incentive.get(netuid)).toEqual([0, 0, 0, 65_535])
    expect(subtensor.Emission.get(netuid)[2]).toBe(0n)
    expectJustUnder(subtensor.Emission.get(netuid)[3] ?? 0n, half)
    expect(hotkeyStake(bench.ctx, heir, netuid)).toBe(0n)
  })
})

describe('two mechanisms', () => {
  it('divide what miners and validators earn by the split', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    subtensor.MaxAllowedUids.set(netuid, 128)
    must(bench.call('root', 'AdminUtils.sudo_set_admin_freeze_window', { window: 0 }))
    must(bench.call('root', 'AdminUtils.sudo_set_mechanism_count', { netuid, mechanism_count: 2 }))
    const maybe_split = [13_107, 52_428]
    must(bench.call('root', 'AdminUtils.sudo_set_mechanism_emission_split', { netuid, maybe_split }))
    vote(bench, [2], [1], 0)
    vote(bench, [3], [1], 1)
    bench.mine(tempo)
    // 13107 and 52428 of 65535 are a fifth and four fifths
    expectJustUnder(hotkeyStake(bench.ctx, first, netuid), half / 5n)
    expectJustUnder(hotkeyStake(bench.ctx, second, netuid), (half * 4n) / 5n)
    // what is stored weighs each mechanism's emission by its share once more: 1/25, 16/25 and both
    const [, voter, small, large] = subtensor.Emission.get(netuid)
    expectJustUnder(small ?? 0n, half / 25n)
    expectJustUnder(large ?? 0n, (half * 16n) / 25n)
    expectJustUnder(voter ?? 0n, (half * 17n) / 25n)
    expect(subtensor.Incentive.get(netuid)).toEqual([0, 0, 65_535, 0])
    expect(subtensor.Incentive.get(4096 + netuid)).toEqual([0, 0, 0, 65_535])
  })
})

describe('parents, takes and nominators over epochs', () => {
  const shareOf = (bench: Bench, hotkey: string, coldkey: string) =>
    stakeOf(bench.ctx, { hotkey, coldkey, netuid })

  it('a nominator earns by its part of the stake, less the take of the day', () => {
    const bench = subnet()
    const nominate = { hotkey: validator, netuid, amount_staked: 300n * tao }
    must(bench.call(dora, 'SubtensorModule.add_stake', nominate))
    vote(bench, [2], [1])
    const epoch = (take: bigint) => {
      const [own, nominated] = [shareOf(bench, validator, anna), shareOf(bench, validator, dora)]
      const all = own + nominated
      bench.mine(tempo)
      const taken = (half * take) / 65_535n
      // the take is staked first, so it already shares in the rest
      const rest = half - taken
      const expected = (rest * nominated) / (all + taken)
      expectJustUnder(shareOf(bench, validator, dora) - nominated, expected, 8n)
      expectJustUnder(shareOf(bench, validator, anna) - own, half - expected + 8n, 24n)
    }
    epoch(11_796n)
    must(bench.call(anna, 'SubtensorModule.decrease_take', { hotkey: validator, take: 655 }))
    epoch(655n)
  })

  it('a parent of another owner gets its part of a child’s dividends, less the childkey take', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    const parent = accountOf('parent')
    must(bench.call(dora, 'SubtensorModule.burned_register', { netuid, hotkey: parent }))
    must(bench.call(dora, 'SubtensorModule.add_stake', { hotkey: parent, netuid, amount_staked: 200n * tao }))
    must(bench.call(dora, 'SubtensorModule.decrease_take', { hotkey: parent, take: 0 }))
    must(bench.call(anna, 'SubtensorModule.decrease_take', { hotkey: validator, take: 0 }))
    must(bench.call(anna, 'SubtensorModule.set_childkey_take', { hotkey: validator, netuid, take: 6_553 }))
    subtensor.PendingChildKeyCooldown.set(0n)
    const children: [bigint, string][] = [[(1n << 64n) - 1n, validator]]
    must(bench.call(dora, 'SubtensorModule.set_children', { hotkey: parent, netuid, children }))
    vote(bench, [2], [1])
    bench.mine(tempo)
    expect(subtensor.ChildKeys.get(parent, netuid)).toEqual(children)

    const [own, lent] = [hotkeyStake(bench.ctx, validator, netuid), hotkeyStake(bench.ctx, parent, netuid)]
    bench.mine(tempo)
    const share = (half * lent) / (own + lent)
    const kept = (share * 6_553n) / 65_535n
    expectJustUnder(hotkeyStake(bench.ctx, parent, netuid) - lent, share - kept + 4n, 16n)
    expectJustUnder(hotkeyStake(bench.ctx, validator, netuid) - own, half - share + kept + 4n, 16n)
  })
})

describe('the price of registration', () => {
  it('rises by 1.26 at once, is halved after its half-life, and keeps to its bounds', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    const register = (name: string) =>
      must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf(name) }))
    subtensor.Burn.set(netuid, tao)
    register('a')
    expect(subtensor.Burn.get(netuid)).toBe(1_260_000_000n)
    register('b')
    expect(subtensor.Burn.get(netuid)).toBe(1_587_600_000n)
    bench.mine(360)
    // the factor of a block is rounded down to 32 bits, and so is each block's price: 360 times
    expectJustUnder(subtensor.Burn.get(netuid), 793_800_000n, 700n)
    subtensor.MinBurn.set(netuid, 790_000_000n)
    bench.mine(360)
    expect(subtensor.Burn.get(netuid)).toBe(790_000_000n)
    subtensor.MaxBurn.set(netuid, 900_000_000n)
    register('c')
    expect(subtensor.Burn.get(netuid)).toBe(900_000_000n)
  })
})

describe('more epochs due than a block runs', () => {
  it('are put off block by block, in the order of netuids, and start their tempo late', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    const due = [11, 12, 13, 14, 15]
    for (const id of [1, netuid]) subtensor.Tempo.set(id, 0)
    for (const id of due) {
      subtensor.NetworksAdded.set(id, true)
      subtensor.Tempo.set(id, 360)
    }
    const now = 360
    const ranAt = () => due.map((id) => Number(subtensor.LastEpochBlock.get(id)))
    bench.mine(now - 1 - bench.ctx.block)
    expect(ranAt()).toEqual([0, 0, 0, 0, 0])
    bench.mine()
    expect(ranAt()).toEqual([now, now, 0, 0, 0])
    const deferred = bench.events.filter(({ event }) => event === 'EpochDeferred')
    expect(deferred.map(({ data }) => (data as { netuid: number }).netuid)).toEqual([13, 14, 15])
    bench.mine(2)
    expect(ranAt()).toEqual([now, now, now + 1, now + 1, now + 2])
    expect(subtensor.PendingEpochAt.get(15)).toBe(0n)
    expect(subtensor.SubnetEpochIndex.get(15)).toBe(1n)
  })
})
