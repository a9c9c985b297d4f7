import { describe, expect, test } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { hashOfColdkey } from './coldkey-swap.js'
import { stakeOf } from './holdings.js'
import { accountOf, allTao, createSubnetBench, must, people, tao } from './testing/bench.js'

const [owner, anna, bert] = people as [string, string, string]
const fresh = accountOf('fresh')
const hotkey = accountOf('hot')
const delay = 36_000

function announced() {
  const bench = createSubnetBench()
  const announce = (who = anna, to = fresh) =>
    bench.call(who, 'SubtensorModule.announce_coldkey_swap', { new_coldkey_hash: hashOfColdkey(to) })
  const swap = (to = fresh, who = anna) =>
    bench.call(who, 'SubtensorModule.swap_coldkey_announced', { new_coldkey: to })
  /** Makes the announcement due, without all the blocks in between. */
  const ripen = () => {
    const { ColdkeySwapAnnouncements } = bench.state.SubtensorModule
    const [, hash] = ColdkeySwapAnnouncements.get(anna) as [number, string]
    ColdkeySwapAnnouncements.set(anna, [bench.ctx.block, hash])
  }
  return { bench, announce, swap, ripen }
}

describe('announce_coldkey_swap', () => {
  test('costs once, names a hash and a block, and is repeated no sooner than a day after that', () => {
    const { bench, announce } = announced()
    const before = freeBalance(bench.ctx, anna)
    must(announce())
    expect(before - freeBalance(bench.ctx, anna)).toBe(tao / 10n)
    expect(bench.state.SubtensorModule.ColdkeySwapAnnouncements.get(anna)).toEqual([
      bench.ctx.block + delay,
      hashOfColdkey(fresh),
    ])
    expect(announce()).toBe('ColdkeySwapReannouncedTooEarly')
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })

  test('keeps the coldkey from all but the swap, in the pool and inside of batches', () => {
    const { bench, announce } = announced()
    must(announce())
    const move = { dest: { type: 'Id', value: bert } as const, value: 1n }
    expect(bench.poolCode(anna, 'Balances.transfer_keep_alive', move)).toBe(0)
    expect(bench.poolCode(bert, 'Balances.transfer_keep_alive', move)).toBeNull()
    expect(bench.poolCode(anna, 'SubtensorModule.dispute_coldkey_swap', {})).toBeNull()
    const inner = { pallet: 'Balances', call: 'transfer_keep_alive', args: move }
    must(bench.call(anna, 'Utility.force_batch', { calls: [inner] }))
    expect(bench.events.map(({ event }) => event)).toContain('ItemFailed')
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 419, spec_name: 'node-subtensor' })
    expect(bench.poolCode(anna, 'Balances.transfer_keep_alive', move)).toBeNull()
  })
})

describe('swap_coldkey_announced', () => {
  test('moves stake, hotkeys, subnets and balance, when it is time and to the one that was meant', () => {
    const { bench, announce, swap, ripen } = announced()
    const { netuid } = bench
    must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: 10n * tao }))
    bench.state.SubtensorModule.SubnetOwner.set(netuid, anna)
    const stake = stakeOf(bench.ctx, { hotkey, coldkey: anna, netuid })
    expect(swap()).toBe('ColdkeySwapAnnouncementNotFound')
    must(announce())
    expect(swap(bert)).toBe('AnnouncedColdkeyHashDoesNotMatch')
    expect(swap()).toBe('ColdkeySwapTooEarly')
    ripen()
    const balance = freeBalance(bench.ctx, anna)
    must(swap())
    const { SubtensorModule: subtensor } = bench.state
    expect(stakeOf(bench.ctx, { hotkey, coldkey: fresh, netuid })).toBe(stake)
    expect(stakeOf(bench.ctx, { hotkey, coldkey: anna, netuid })).toBe(0n)
    expect(subtensor.Owner.get(hotkey)).toBe(fresh)
    expect(subtensor.OwnedHotkeys.get(fresh)).toEqual([hotkey])
    expect(subtensor.SubnetOwner.get(netuid)).toBe(fresh)
    expect([freeBalance(bench.ctx, fresh), freeBalance(bench.ctx, anna)]).toEqual([balance, 0n])
    expect(bench.events.at(-1)).toMatchObject({ event: 'ColdkeySwapped', data: { new_coldkey: fresh } })
  })

  test('goes to no coldkey that stakes, and to no hotkey', () => {
    const { bench, announce, swap, ripen } = announced()
    must(announce(anna, owner))
    ripen()
    expect(swap(owner)).toBe('ColdKeyAlreadyAssociated')
    bench.state.SubtensorModule.StakingHotkeys.remove(owner)
    bench.state.SubtensorModule.Owner.set(owner, bert)
    expect(swap(owner)).toBe('NewColdKeyIsHotkey')
  })
})

test('a disputed swap freezes the account until root resets it', () => {
  const { bench, announce } = announced()
  const dispute = () => bench.call(anna, 'SubtensorModule.dispute_coldkey_swap', {})
  expect(dispute()).toBe('ColdkeySwapAnnouncementNotFound')
  must(announce())
  must(dispute())
  expect(dispute()).toBe('ColdkeySwapAlreadyDisputed')
  expect(bench.poolCode(anna, 'SubtensorModule.swap_coldkey_announced', { new_coldkey: fresh })).toBe(21)
  const reset = (as: string) => bench.call(as, 'SubtensorModule.reset_coldkey_swap', { coldkey: anna })
  expect(reset(anna)).toBe('BadOrigin')
  must(reset('root'))
  expect(bench.poolCode(anna, 'System.remark', { remark: new Uint8Array() })).toBeNull()
})

test('an announcement is cleared a day after it was due', () => {
  const { bench, announce, ripen } = announced()
  const clear = () => bench.call(anna, 'SubtensorModule.clear_coldkey_swap_announcement', {})
  expect(clear()).toBe('ColdkeySwapAnnouncementNotFound')
  must(announce())
  ripen()
  expect(clear()).toBe('ColdkeySwapClearTooEarly')
  bench.state.SubtensorModule.ColdkeySwapReannouncementDelay.set(0)
  must(clear())
  expect(bench.events.at(-1)).toMatchObject({ event: 'ColdkeySwapCleared', data: { who: anna } })
})

test('root swaps a coldkey at once, for a price that the coldkey pays', () => {
  const { bench } = announced()
  const before = freeBalance(bench.ctx, anna)
  const args = { old_coldkey: anna, new_coldkey: fresh, swap_cost: tao }
  expect(bench.call(anna, 'SubtensorModule.swap_coldkey', args)).toBe('BadOrigin')
  must(bench.call('root', 'SubtensorModule.swap_coldkey', args))
  expect(freeBalance(bench.ctx, fresh)).toBe(before - tao)
})
