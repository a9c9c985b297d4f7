import { describe, expect, it } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { registrationEscrow, subnetAccount } from './accounts.js'
import { hotkeyStake, stakeOf } from './holdings.js'
import { lockCost } from './networks.js'
import { claimableAlpha } from './root-claim.js'
import {
  accountOf,
  allTao,
  type Bench,
  createSubnetBench,
  must,
  people,
  tao,
  upgrade,
} from './testing/bench.js'

const netuid = 2
const [owner, anna, bert] = people as [string, string, string]
const hotkey = accountOf('validator')

/** The bench's subnet, with stake of anna's on a hotkey of hers. */
function staked(specVersion: number): Bench {
  const bench = createSubnetBench()
  upgrade(bench, specVersion)
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  for (const network of [0, netuid]) {
    const stake = { hotkey, netuid: network, amount_staked: 100n * tao }
    must(bench.call(anna, 'SubtensorModule.add_stake', stake))
  }
  return bench
}

describe('root dividends since spec 441', () => {
  function earned(specVersion: number): Bench {
    const bench = staked(specVersion)
    bench.state.SubtensorModule.RootClaimable.set(hotkey, [[netuid, (1n << 32n) / 10n]])
    bench.state.SubtensorModule.SubnetAlphaOut.update(netuid, (alpha) => alpha + 100n * tao)
    return bench
  }
  const due = (bench: Bench) => claimableAlpha(bench.ctx, { hotkey, coldkey: anna, netuid })

  it('wait for a claim: no block claims them', () => {
    const [before, since] = [earned(440), earned(441)]
    expect(due(since)).toBeGreaterThan(0n)
    for (const bench of [before, since]) bench.mine(3)
    expect(due(before)).toBe(0n)
    expect(due(since)).toBeGreaterThan(0n)
  })

  it('are claimed on all subnets, whichever a claim names', () => {
    const bench = earned(441)
    const claim = (subnets: number[]) => bench.call(anna, 'SubtensorModule.claim_root', { subnets })
    must(claim([]))
    expect(due(bench)).toBe(0n)
    must(claim([1, 2, 3, 4, 5, 6, 7]))
  })
})

describe('emission since spec 460', () => {
  it('is divided in tiers', () => {
    const issued = (specVersion: number) => {
      const bench = staked(specVersion)
      const { SubtensorModule: subtensor } = bench.state
      for (let other = 3; other < 73; other++) {
        subtensor.NetworksAdded.set(other, true)
        subtensor.FirstEmissionBlockNumber.set(other, 1n)
        subtensor.SubtokenEnabled.set(other, true)
        subtensor.SubnetMechanism.set(other, 1)
        subtensor.SubnetTAO.set(other, 1_000n * tao)
        subtensor.SubnetAlphaIn.set(other, 1_000n * tao)
        subtensor.SubnetMovingPrice.set(other, BigInt(100 - other) << 25n)
        must(
          bench.call(anna, 'Balances.transfer_allow_death', {
            dest: { type: 'Id', value: subnetAccount(other) },
            value: tao,
          }),
        )
      }
      bench.mine()
      const taoOf = (other: number) =>
        subtensor.SubnetTaoInEmission.get(other) + subtensor.SubnetExcessTao.get(other)
      return [3, 34, 35, 66, 67, 72].map(taoOf)
    }
    const [before, since] = [issued(459), issued(460)]
    expect(before.every((amount) => amount > 0n)).toBe(true)
    expect(since.map((amount) => amount > 0n)).toEqual([true, true, true, true, false, false])
    expect(since[0]).toBeGreaterThan(before[0]!)
  })
})

describe('shares since spec 473', () => {
  it('are decimal, and work as before', () => {
    const [before, since] = [staked(472), staked(473)]
    const move = { hotkey, netuid, amount_unstaked: 33n * tao + 7n }
    for (const bench of [before, since]) must(bench.call(anna, 'SubtensorModule.remove_stake', move))
    const holder = { hotkey, coldkey: anna, netuid }
    expect(stakeOf(since.ctx, holder)).toBe(stakeOf(before.ctx, holder))
    const { Alpha, AlphaV2, TotalHotkeyShares, TotalHotkeySharesV2 } = since.state.SubtensorModule
    expect([[...Alpha.keys()], [...TotalHotkeyShares.keys()]]).toEqual([[], []])
    expect(AlphaV2.get(hotkey, anna, netuid)).toEqual(TotalHotkeySharesV2.get(hotkey, netuid))
    must(since.call(anna, 'SubtensorModule.unstake_all_alpha', { hotkey }))
    expect(AlphaV2.has(hotkey, anna, netuid)).toBe(false)
  })

  it('follow a hotkey that is swapped, and are paid out where a subnet ends', () => {
    const bench = staked(473)
    const [to, held] = [accountOf('successor'), hotkeyStake(bench.ctx, hotkey, netuid)]
    const swap = { hotkey, new_hotkey: to, netuid: undefined }
    must(bench.call(anna, 'SubtensorModule.swap_hotkey', swap))
    expect(stakeOf(bench.ctx, { hotkey: to, coldkey: anna, netuid })).toBe(held)
    expect(stakeOf(bench.ctx, { hotkey, coldkey: anna, netuid })).toBe(0n)
    const before = freeBalance(bench.ctx, anna)
    must(bench.call('root', 'SubtensorModule.root_dissolve_network', { netuid }))
    expect(freeBalance(bench.ctx, anna)).toBeGreaterThan(before)
    expect(bench.state.SubtensorModule.AlphaV2.has(to, anna, netuid)).toBe(false)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })
})

describe('registration of a network since spec 473', () => {
  /** All places are taken, by subnets that may be replaced. */
  function full(): Bench {
    const bench = createSubnetBench()
    upgrade(bench, 473)
    const { SubtensorModule: subtensor } = bench.state
    subtensor.SubnetLimit.set(2)
    subtensor.NetworkRateLimit.set(0n)
    subtensor.NetworkImmunityPeriod.set(1n)
    bench.mine(3)
    return bench
  }
  const register = (bench: Bench, as: string, name: string) =>
    bench.call(as, 'SubtensorModule.register_network', { hotkey: accountOf(name) })
  const queue = ({ state }: Bench) => state.SubtensorModule.NetworkRegistrationQueue.get()

  it('is paid in advance on a full network, and takes its place in the next block', () => {
    const bench = full()
    const { SubnetOwner, SubnetTAO, NetworksAdded } = bench.state.SubtensorModule
    const [cost, balance] = [lockCost(bench.ctx), freeBalance(bench.ctx, bert)]
    must(register(bench, bert, 'bert-hot'))
    expect(queue(bench)).toMatchObject([{ coldkey: bert, mechid: 1, lock_amount: cost }])
    expect([freeBalance(bench.ctx, registrationEscrow), freeBalance(bench.ctx, bert)]).toEqual([
      cost,
      balance - cost,
    ])
    const free = [1, 2].find((place) => !NetworksAdded.get(place))!
    bench.mine()
    expect(queue(bench)).toEqual([])
    expect([SubnetOwner.get(free), SubnetTAO.get(free)]).toEqual([bert, cost])
    expect(freeBalance(bench.ctx, registrationEscrow)).toBe(0n)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })

  it('waits for its turn: each block opens one, the oldest first', () => {
    const bench = full()
    must(register(bench, bert, 'bert-hot'))
    must(register(bench, anna, 'anna-hot'))
    expect(register(bench, owner, 'owner-third')).toBe('SubnetLimitReached')
    bench.mine()
    expect(queue(bench)).toMatchObject([{ coldkey: anna }])
    bench.mine()
    const { SubnetOwner } = bench.state.SubtensorModule
    expect([SubnetOwner.get(1), SubnetOwner.get(2)].toSorted()).toEqual([anna, bert].toSorted())
  })

  it('is refunded when its hotkey has got another owner meanwhile', () => {
    const bench = full()
    const balance = freeBalance(bench.ctx, bert)
    must(register(bench, bert, 'contested'))
    must(bench.call(anna, 'SubtensorModule.try_associate_hotkey', { hotkey: accountOf('contested') }))
    bench.mine()
    expect([queue(bench), freeBalance(bench.ctx, bert)]).toEqual([[], balance])
    expect(freeBalance(bench.ctx, registrationEscrow)).toBe(0n)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })

  it('with a free place is made at once, and its pool starts with exactly what was paid', () => {
    const [before, since] = [472, 473].map((specVersion) => {
      const bench = createSubnetBench()
      upgrade(bench, specVersion)
      const { SubtensorModule: subtensor } = bench.state
      subtensor.NetworkRateLimit.set(0n)
      subtensor.NetworkMinLockCost.set(5_000n * tao)
      // The existential deposit stays with a coldkey that owns no more than the cost.
      const value = { new_free: lockCost(bench.ctx), who: { type: 'Id' as const, value: bert } }
      must(bench.call('root', 'Balances.force_set_balance', value))
      must(register(bench, bert, 'bert-hot'))
      return [subtensor.SubnetLocked.get(3), subtensor.SubnetTAO.get(3)]
    })
    const paid = 5_000n * tao - 500n
    expect([before, since]).toEqual([
      [paid, 5_000n * tao],
      [paid, paid],
    ])
  })
})
