import { describe, expect, it } from 'vitest'
import { inFreezeWindow, isEpochDue, nextEpochBlock } from './epoch-schedule.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner] = people as [string]
const lastEpoch = (bench: Bench, subnet = netuid) => bench.state.SubtensorModule.LastEpochBlock.get(subnet)

describe('the schedule', () => {
  it('fires every tempo blocks, the first time early by the netuid', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    // registered in block 1: max(0, 1 - 2 mod 360)
    expect(lastEpoch(bench)).toBe(0n)
    expect(nextEpochBlock(bench.ctx, netuid)).toBe(360n)
    bench.mine(358)
    expect(subtensor.SubnetEpochIndex.get(netuid)).toBe(0n)
    bench.mine()
    expect([lastEpoch(bench), subtensor.SubnetEpochIndex.get(netuid)]).toEqual([360n, 1n])
    expect(subtensor.LastMechansimStepBlock.get(netuid)).toBe(360n)
    expect(subtensor.BlocksSinceLastStep.get(netuid)).toBe(0n)
    bench.mine(360)
    expect([lastEpoch(bench), subtensor.SubnetEpochIndex.get(netuid)]).toEqual([720n, 2n])
  })

  it('never fires with tempo 0', () => {
    const bench = createSubnetBench()
    must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 0 }))
    expect(nextEpochBlock(bench.ctx, netuid)).toBeUndefined()
    bench.mine(20)
    expect(isEpochDue(bench.ctx, netuid)).toBe(false)
  })

  it('runs two epochs a block and defers the third', () => {
    const bench = createSubnetBench()
    must(bench.call('root', 'AdminUtils.sudo_set_network_rate_limit', { rate_limit: 0n }))
    must(bench.call(owner, 'SubtensorModule.register_network', { hotkey: accountOf('more') }))
    for (const subnet of [1, 2, 3]) {
      must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid: subnet, tempo: 5 }))
    }
    bench.mine(5)
    expect([1, 2, 3].map((subnet) => lastEpoch(bench, subnet))).toEqual([6n, 6n, 1n])
    expect(bench.events).toContainEqual({
      pallet: 'SubtensorModule',
      event: 'EpochDeferred',
      data: { netuid: 3, from_block: 6n, to_block: 7n },
    })
    expect(bench.state.SubtensorModule.PendingEpochAt.get(3)).toBe(7n)
    bench.mine()
    expect(lastEpoch(bench, 3)).toBe(7n)
    expect(bench.state.SubtensorModule.PendingEpochAt.get(3)).toBe(0n)
  })

  it('skips an epoch when a hotkey sits at two uids; its alpha waits', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 5 }))
    subtensor.SubnetworkN.set(netuid, 2)
    subtensor.Keys.set(netuid, 1, subtensor.Keys.get(netuid, 0))
    bench.mine(5)
    expect(bench.events).toContainEqual({
      pallet: 'SubtensorModule',
      event: 'EpochSkipped',
      data: { netuid, block: 6n },
    })
    expect(lastEpoch(bench)).toBe(6n)
    expect(subtensor.SubnetEpochIndex.get(netuid)).toBe(1n)
    expect(subtensor.BlocksSinceLastStep.get(netuid)).toBe(6n - 1n)
    expect(subtensor.PendingServerEmission.get(netuid)).toBeGreaterThan(2n * tao)
  })
})

describe('freeze window', () => {
  it('closes ten blocks before an epoch', () => {
    const bench = createSubnetBench()
    bench.mine(349)
    expect([bench.ctx.block, inFreezeWindow(bench.ctx, netuid)]).toEqual([350, false])
    bench.mine()
    expect(inFreezeWindow(bench.ctx, netuid)).toBe(true)
    bench.mine(9)
    expect([bench.ctx.block, inFreezeWindow(bench.ctx, netuid)]).toEqual([360, false])
  })
})

describe('trigger_epoch', () => {
  const trigger = (bench: Bench, as = owner) => bench.call(as, 'SubtensorModule.trigger_epoch', { netuid })

  it('fires a freeze window later, and freezes until then', () => {
    const bench = createSubnetBench()
    must(trigger(bench))
    expect(trigger(bench)).toBe('EpochTriggerAlreadyPending')
    expect(inFreezeWindow(bench.ctx, netuid)).toBe(true)
    bench.mine(9)
    expect(lastEpoch(bench)).toBe(0n)
    bench.mine()
    expect(lastEpoch(bench)).toBe(11n)
    expect(nextEpochBlock(bench.ctx, netuid)).toBe(371n)
  })

  it('is for the owner, without commit-reveal, and not when an epoch is near', () => {
    const bench = createSubnetBench()
    expect(trigger(bench, people[1])).toBe('BadOrigin')
    bench.mine(350)
    expect(trigger(bench)).toBe('AutoEpochAlreadyImminent')
    bench.state.SubtensorModule.CommitRevealWeightsEnabled.set(netuid, true)
    expect(trigger(bench)).toBe('DynamicTempoBlockedByCommitReveal')
  })
})

describe('set_tempo', () => {
  it('keeps to bounds, rate limit and freeze window, and restarts the cycle', () => {
    const bench = createSubnetBench()
    const set = (tempo: number) => bench.call(owner, 'SubtensorModule.set_tempo', { netuid, tempo })
    bench.mine(4)
    expect(set(359)).toBe('TempoOutOfBounds')
    expect(set(50_401)).toBe('TempoOutOfBounds')
    must(set(400))
    expect(nextEpochBlock(bench.ctx, netuid)).toBe(405n)
    expect(set(500)).toBe('TxRateLimitExceeded')
    bench.mine(359)
    expect(set(500)).toBe('TxRateLimitExceeded')
    bench.mine(35)
    expect(set(500)).toBe('AdminActionProhibitedDuringWeightsWindow')
    bench.mine(6)
    expect(set(500)).toBeNull()
  })
})
