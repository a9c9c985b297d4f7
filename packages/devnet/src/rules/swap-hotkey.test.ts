import { describe, expect, it } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { stakeOf } from './holdings.js'
import { forgetBlock, noteBlock } from './last-blocks.js'
import { accountOf, allTao, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert, cleo] = people as [string, string, string, string]
const [from, to, child] = ['old-hot', 'new-hot', 'child-hot'].map(accountOf) as [string, string, string]

/** anna's hotkey on the subnet, with stake of hers and of bert's, a child, an axon and a take. */
function bench(): Bench {
  const made = createSubnetBench()
  must(made.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: from }))
  must(made.call(cleo, 'SubtensorModule.burned_register', { netuid, hotkey: child }))
  for (const coldkey of [anna, bert]) {
    must(made.call(coldkey, 'SubtensorModule.add_stake', { hotkey: from, netuid, amount_staked: 10n * tao }))
  }
  must(made.call(anna, 'SubtensorModule.decrease_take', { hotkey: from, take: 99 }))
  must(
    made.call(from, 'SubtensorModule.serve_axon', {
      netuid,
      version: 1,
      ip: 1n,
      port: 9,
      ip_type: 4,
      protocol: 4,
      placeholder1: 0,
      placeholder2: 0,
    }),
  )
  made.state.SubtensorModule.ChildKeys.set(from, netuid, [[7n, child]])
  made.state.SubtensorModule.ParentKeys.set(child, netuid, [[7n, from]])
  return made
}

interface Change {
  readonly hotkey?: string
  readonly new_hotkey?: string
  readonly on?: number
}
const swap = (made: Bench, { on, ...change }: Change = {}, as = anna) =>
  made.call(as, 'SubtensorModule.swap_hotkey', { hotkey: from, new_hotkey: to, netuid: on, ...change })

describe('swap_hotkey on all networks', () => {
  it('takes the place, the stake and the family along, for a tenth of a TAO', () => {
    const made = bench()
    const { SubtensorModule: subtensor } = made.state
    const stakes = [anna, bert].map((coldkey) => stakeOf(made.ctx, { hotkey: from, coldkey, netuid }))
    const uid = subtensor.Uids.get(netuid, from)
    const before = freeBalance(made.ctx, anna)
    must(swap(made))
    expect(before - freeBalance(made.ctx, anna)).toBe(tao / 10n)
    expect(subtensor.Uids.get(netuid, to)).toBe(uid)
    expect(subtensor.Uids.has(netuid, from)).toBe(false)
    expect(subtensor.Keys.get(netuid, uid ?? -1)).toBe(to)
    expect([anna, bert].map((coldkey) => stakeOf(made.ctx, { hotkey: to, coldkey, netuid }))).toEqual(stakes)
    expect(subtensor.TotalHotkeyAlpha.get(from, netuid)).toBe(0n)
    expect(subtensor.Delegates.get(to)).toBe(99)
    expect(subtensor.Axons.get(netuid, to)?.port).toBe(9)
    expect(subtensor.ChildKeys.get(to, netuid)).toEqual([[7n, child]])
    expect(subtensor.ParentKeys.get(child, netuid)).toEqual([[7n, to]])
    expect(subtensor.Owner.has(from)).toBe(false)
    expect(subtensor.OwnedHotkeys.get(anna)).toEqual([to])
    expect(subtensor.StakingHotkeys.get(bert)).toContain(to)
    expect(made.state.Balances.TotalIssuance.get()).toBe(allTao(made))
    expect(made.events.at(-1)).toMatchObject({
      event: 'HotkeySwapped',
      data: { old_hotkey: from, new_hotkey: to },
    })
  })

  it('refuses, in order', () => {
    const made = bench()
    noteBlock(made.ctx, 'LastTxBlock', anna)
    const own = accountOf('owner-hot')
    expect(swap(made, { new_hotkey: from }, bert)).toBe('NonAssociatedColdKey')
    expect(swap(made, { new_hotkey: from })).toBe('NewHotKeyIsSameWithOld')
    expect(swap(made, { new_hotkey: child })).toBe('NonAssociatedColdKey')
    expect(swap(made)).toBe('HotKeySetTxRateLimitExceeded')
    forgetBlock(made.ctx, 'LastTxBlock', anna)
    made.state.System.Account.update(anna, (info) => ({ ...info, data: { ...info.data, free: 600n } }))
    made.state.SubtensorModule.Owner.set(own, anna)
    expect(swap(made, { new_hotkey: own })).toBe('HotKeyAlreadyRegisteredInSubNet')
    expect(swap(made)).toBe('NotEnoughBalanceToPaySwapHotKey')
  })
})

describe('swap_hotkey on one network', () => {
  it('leaves the other networks alone, costs a thousandth, and comes once a day', () => {
    const made = bench()
    const { SubtensorModule: subtensor } = made.state
    must(made.call(anna, 'SubtensorModule.add_stake', { hotkey: from, netuid: 0, amount_staked: tao }))
    subtensor.TxRateLimit.set(0n)
    expect(swap(made, { on: netuid })).toBe('HotKeySwapOnSubnetIntervalNotPassed')
    made.mine(7_200)
    const before = freeBalance(made.ctx, anna)
    must(swap(made, { on: netuid }))
    expect(before - freeBalance(made.ctx, anna)).toBe(tao / 1000n)
    expect(subtensor.Uids.has(netuid, to)).toBe(true)
    expect(stakeOf(made.ctx, { hotkey: from, coldkey: anna, netuid: 0 })).toBe(tao)
    expect(subtensor.Owner.get(from)).toBe(anna)
    made.mine()
    const again = { hotkey: to, new_hotkey: accountOf('third'), on: netuid }
    expect(swap(made, again)).toBe('HotKeySwapOnSubnetIntervalNotPassed')
    subtensor.LastHotkeySwapOnNetuid.remove(netuid, anna)
    must(swap(made, again))
  })
})

describe('defect: a swap', () => {
  it('on all networks waits for those on one, and starts their pause', () => {
    const made = bench()
    const { LastHotkeySwapOnNetuid, TxRateLimit } = made.state.SubtensorModule
    TxRateLimit.set(0n)
    LastHotkeySwapOnNetuid.set(netuid, anna, BigInt(made.ctx.block))
    expect(swap(made)).toBe('HotKeySwapOnSubnetIntervalNotPassed')
    made.state.System.LastRuntimeUpgrade.set({ spec_version: 415, spec_name: 'node-subtensor' })
    must(swap(made))
    const later = bench()
    must(swap(later))
    expect(later.state.SubtensorModule.LastHotkeySwapOnNetuid.get(netuid, anna)).toBe(BigInt(later.ctx.block))
    // root, where the hotkey had nothing, is left alone
    expect(later.state.SubtensorModule.LastHotkeySwapOnNetuid.get(0, anna)).toBe(0n)
  })

  it('leaves a mark of the new hotkey on every network, which keeps another swap from it', () => {
    const made = bench()
    const { IsNetworkMember, TxRateLimit } = made.state.SubtensorModule
    TxRateLimit.set(0n)
    must(swap(made))
    expect(IsNetworkMember.has(to, 1)).toBe(true)
    expect(IsNetworkMember.get(to, 1)).toBe(false)
    expect(IsNetworkMember.get(to, netuid)).toBe(true)
    const third = accountOf('third')
    must(made.call(anna, 'SubtensorModule.try_associate_hotkey', { hotkey: third }))
    made.mine(7_200)
    expect(swap(made, { hotkey: third, new_hotkey: to, on: 1 })).toBe('HotKeyAlreadyRegisteredInSubNet')
  })

  it('notes its block where the version keeps them', () => {
    const blocks = (spec_version: number) => {
      const made = bench()
      made.state.System.LastRuntimeUpgrade.set({ spec_version, spec_name: 'node-subtensor' })
      must(swap(made))
      const { LastTxBlock, LastRateLimitedBlock } = made.state.SubtensorModule
      const key = { type: 'LastTxBlock', value: anna } as const
      return [LastTxBlock.get(anna), LastRateLimitedBlock.get(key)].map((block) => block > 0n)
    }
    expect([blocks(293), blocks(425)]).toEqual([
      [true, false],
      [false, true],
    ])
  })
})
