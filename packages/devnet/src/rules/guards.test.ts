import { describe, expect, it } from 'vitest'
import { errorName } from '../dev/outcome.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { currentPrice } from './pool.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner, anna, bert] = people as [string, string, string]
const hotkey = accountOf('anna-hot')

function subnet(): Bench {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  bench.mine()
  return bench
}

const weights = { netuid, dests: [0], weights: [1], version_key: 0n }

/** Error with which a batch of one call was interrupted; null when it was not. */
function inBatch(bench: Bench, as: string, call: string, args: RuntimeCall['args']): string | null {
  const before = bench.events.length
  must(bench.call(as, 'Utility.batch', { calls: [{ pallet: 'SubtensorModule', call, args }] }))
  const stop = bench.events.slice(before).find(({ event }) => event === 'BatchInterrupted')
  return stop === undefined ? null : errorName((stop.data as { error: DispatchError }).error)
}

describe('checks before dispatch', () => {
  it('defect: refuse networks within the rate limit, and batches of weights, by code', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    expect(bench.poolCode(bert, 'SubtensorModule.register_network', { hotkey: bert })).toBe(6)
    const set = { netuids: [netuid], weights: [], version_keys: [0n] }
    expect(bench.poolCode(hotkey, 'SubtensorModule.batch_set_weights', set)).toBe(18)
    subtensor.StakeThreshold.set(tao)
    const enough = { ...set, weights: [[[0, 1] as [number, number]]] }
    expect(bench.poolCode(hotkey, 'SubtensorModule.batch_set_weights', enough)).toBe(1)
    subtensor.StakeThreshold.set(0n)
    const reveal = { netuid, uids_list: [[0]], values_list: [[1]], salts_list: [[1]], version_keys: [0n] }
    expect(bench.poolCode(hotkey, 'SubtensorModule.batch_reveal_weights', reveal)).toBe(16)
  })

  it('defect: bounds of takes come before their owner', () => {
    const bench = subnet()
    const code = (as: string, take: number) =>
      bench.poolCode(as, 'SubtensorModule.increase_take', { hotkey, take })
    expect(code(bert, 11_797)).toBe(27)
    bench.state.SubtensorModule.MinDelegateTake.set(10)
    expect(code(bert, 9)).toBe(26)
    expect(code(bert, 10)).toBe(25)
    expect(code(anna, 10)).toBeNull()
  })

  it('defect: run inside batches too, before the checks of the call', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    subtensor.CommitRevealWeightsEnabled.set(netuid, true)
    subtensor.StakeThreshold.set(tao)
    expect(inBatch(bench, hotkey, 'set_weights', weights)).toBe('SubtensorModule.NotEnoughStakeToSetWeights')
    subtensor.StakeThreshold.set(0n)
    expect(inBatch(bench, hotkey, 'set_weights', weights)).toBe('SubtensorModule.CommitRevealEnabled')
    subtensor.WeightCommits.set(netuid, hotkey, [[`0x${'11'.repeat(32)}`, 0n, 1n, 0n]])
    const reveal = { netuid, uids: [0], values: [1], salt: [9], version_key: 0n }
    expect(inBatch(bench, hotkey, 'reveal_weights', reveal)).toBe('SubtensorModule.NoWeightsCommitFound')
  })

  it('defect: follow the version that the chain reports', () => {
    const bench = subnet()
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 381, spec_name: 'node-subtensor' })
    expect(bench.poolCode(bert, 'SubtensorModule.register_network', { hotkey: bert })).toBeNull()
    expect(bench.poolCode(bert, 'SubtensorModule.increase_take', { hotkey, take: 60_000 })).toBeNull()
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 293, spec_name: 'node-subtensor' })
    const stake = { hotkey, netuid: 9, amount_staked: tao }
    expect(bench.poolCode(bert, 'SubtensorModule.add_stake', stake)).toBe(3)
  })
})

describe('stake of a nominator', () => {
  it('defect: makes a delegate when it comes within a limit, or from another subnet', () => {
    const bench = subnet()
    const { Delegates } = bench.state.SubtensorModule
    const add = { hotkey, netuid, amount_staked: tao }
    must(bench.call(bert, 'SubtensorModule.add_stake', add))
    expect(Delegates.has(hotkey)).toBe(false)
    must(
      bench.call(bert, 'SubtensorModule.add_stake_limit', {
        ...add,
        limit_price: 5n * tao,
        allow_partial: false,
      }),
    )
    expect(Delegates.get(hotkey)).toBe(11_796)
    expect(Delegates.has(hotkey)).toBe(true)
  })

  it('defect: moves as far as it reaches, and is worth its price', () => {
    const bench = subnet()
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: 10n * tao }))
    const held = bench.state.SubtensorModule.TotalHotkeyAlpha.get(hotkey, netuid)
    must(
      bench.call(anna, 'SubtensorModule.transfer_stake', {
        destination_coldkey: bert,
        hotkey,
        origin_netuid: netuid,
        destination_netuid: netuid,
        alpha_amount: held * 9n,
      }),
    )
    const worth = (held * currentPrice(bench.ctx, netuid)) >> 64n
    expect(bench.events.slice(-3)).toMatchObject([
      { event: 'StakeRemoved', data: [anna, hotkey, worth, held, netuid, 0n] },
      { event: 'StakeAdded', data: [bert, hotkey, worth, held, netuid, 0n] },
      { event: 'StakeTransferred', data: [anna, bert, hotkey, netuid, netuid, worth] },
    ])
  })

  it('defect: is not transferred where subnets disallow it, not even to its own holder', () => {
    const bench = subnet()
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: 10n * tao }))
    bench.state.SubtensorModule.TransferToggle.set(netuid, false)
    const args = { hotkey, origin_netuid: netuid, destination_netuid: 0, alpha_amount: tao }
    const transfer = bench.call(anna, 'SubtensorModule.transfer_stake', {
      ...args,
      destination_coldkey: anna,
    })
    expect(transfer).toBe('TransferDisallowed')
    must(bench.call(anna, 'SubtensorModule.swap_stake', args))
    const { LastColdkeyHotkeyStakeBlock } = bench.state.SubtensorModule
    expect(LastColdkeyHotkeyStakeBlock.get(anna, hotkey)).toBe(BigInt(bench.ctx.block))
  })

  it('defect: has a least amount in millionths of the least stake', () => {
    const bench = subnet()
    const { StakingColdkeys } = bench.state.SubtensorModule
    for (const coldkey of [anna, bert]) {
      must(bench.call(coldkey, 'SubtensorModule.add_stake', { hotkey, netuid: 0, amount_staked: 5n * tao }))
    }
    const set = (min_stake: bigint) =>
      must(bench.call('root', 'AdminUtils.sudo_set_nominator_min_required_stake', { min_stake }))
    set((5n * tao) / 2n)
    expect(StakingColdkeys.has(bert)).toBe(true)
    set((5n * tao) / 2n + 1n)
    expect([anna, bert].map((coldkey) => StakingColdkeys.has(coldkey))).toEqual([true, false])
  })

  it('defect: keeps a hotkey with root stake from replacing another', () => {
    const bench = subnet()
    const to = accountOf('rooted')
    must(bench.call(anna, 'SubtensorModule.try_associate_hotkey', { hotkey: to }))
    must(bench.call(owner, 'SubtensorModule.add_stake', { hotkey: to, netuid: 0, amount_staked: tao }))
    const swap = { hotkey, new_hotkey: to, netuid: undefined }
    expect(bench.call(anna, 'SubtensorModule.swap_hotkey', swap)).toBe('NewHotKeyNotCleanForRootSwap')
  })
})

it('defect: a batch right within a batch is filtered, but not for root', () => {
  const bench = subnet()
  const nested: RuntimeCall = { pallet: 'Utility', call: 'batch', args: { calls: [] } }
  const outer: RuntimeCall = { pallet: 'Utility', call: 'batch_all', args: { calls: [nested] } }
  const dispatched = (as: 'signed' | 'root') =>
    bench.ctx.dispatch(outer, as === 'root' ? { kind: 'root' } : { kind: 'signed', account: anna })
  expect(errorName(dispatched('signed')!)).toBe('System.CallFiltered')
  expect(dispatched('root')).toBeNull()
})
