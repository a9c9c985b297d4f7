import { describe, expect, it } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner, anna] = people as [string, string]
const hash = `0x${'11'.repeat(32)}`

const under = (spec_version: number): Bench => {
  const bench = createSubnetBench()
  bench.state.System.LastRuntimeUpgrade.set({ spec_version, spec_name: 'node-subtensor' })
  return bench
}

describe('defect: what is asked before who signs', () => {
  it('is the subnet of start_call, and the mechanism of a commit', () => {
    const bench = under(425)
    expect(bench.call('root', 'SubtensorModule.start_call', { netuid: 77 })).toBe('SubnetNotExists')
    expect(bench.call('root', 'SubtensorModule.start_call', { netuid })).toBe('BadOrigin')
    const commit = (on: number) =>
      bench.call('root', 'SubtensorModule.commit_weights', { netuid: on, commit_hash: hash })
    expect(commit(77)).toBe('MechanismDoesNotExist')
    expect(commit(netuid)).toBe('BadOrigin')
    const timelocked = {
      netuid: 77,
      commit: new Uint8Array(2),
      reveal_round: 1n,
      commit_reveal_version: 4,
    }
    expect(bench.call('root', 'SubtensorModule.commit_timelocked_weights', timelocked)).toBe(
      'MechanismDoesNotExist',
    )
  })

  it('is commit-reveal, of weights in the open', () => {
    const bench = under(425)
    const weigh = () =>
      bench.call('root', 'SubtensorModule.set_weights', { netuid, dests: [], weights: [], version_key: 0n })
    expect(weigh()).toBe('BadOrigin')
    must(bench.call('root', 'AdminUtils.sudo_set_commit_reveal_weights_enabled', { netuid, enabled: true }))
    expect(weigh()).toBe('CommitRevealEnabled')
  })

  it('is nothing where a call is gone', () => {
    const bench = under(425)
    const issue = (as: string) =>
      bench.call(as, 'AdminUtils.sudo_set_total_issuance', { total_issuance: 5n * tao })
    expect(issue(anna)).toBe('AdminUtils.Deprecated')
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 410, spec_name: 'node-subtensor' })
    expect(issue(anna)).toBe('BadOrigin')
    expect(issue('root')).toBeNull()
    expect(bench.call(anna, 'SubtensorModule.schedule_swap_coldkey', { new_coldkey: owner })).toBe(
      'Deprecated',
    )
    const faucet = { block_number: 1n, nonce: 1n, work: new Uint8Array() }
    expect(bench.call(anna, 'SubtensorModule.faucet', faucet)).toBe('FaucetDisabled')
  })
})

it('defect: a change of hyperparameters waits for no epoch before there was a freeze window', () => {
  const change = (spec_version: number) => {
    const bench = under(spec_version)
    bench.state.SubtensorModule.AdminFreezeWindow.set(1_000)
    return bench.call('root', 'AdminUtils.sudo_set_rho', { netuid, rho: 9 })
  }
  expect(change(320)).toBe('AdminActionProhibitedDuringWeightsWindow')
  expect(change(319)).toBeNull()
})

describe('root', () => {
  it('sets the limits of childkey takes, and the delays of coldkey swaps', () => {
    const bench = under(425)
    const { SubtensorModule: subtensor } = bench.state
    must(bench.call('root', 'SubtensorModule.sudo_set_min_childkey_take', { take: 7 }))
    must(bench.call('root', 'SubtensorModule.sudo_set_max_childkey_take', { take: 70 }))
    must(bench.call('root', 'SubtensorModule.sudo_set_tx_childkey_take_rate_limit', { tx_rate_limit: 3n }))
    must(bench.call('root', 'SubtensorModule.set_pending_childkey_cooldown', { cooldown: 4n }))
    must(bench.call('root', 'AdminUtils.sudo_set_coldkey_swap_announcement_delay', { duration: 5 }))
    must(bench.call('root', 'AdminUtils.sudo_set_coldkey_swap_reannouncement_delay', { duration: 6 }))
    must(bench.call('root', 'AdminUtils.sudo_set_dissolve_network_schedule_duration', { duration: 8 }))
    expect([
      subtensor.MinChildkeyTake.get(),
      subtensor.MaxChildkeyTake.get(),
      subtensor.ColdkeySwapAnnouncementDelay.get(),
      subtensor.ColdkeySwapReannouncementDelay.get(),
      subtensor.DissolveNetworkScheduleDuration.get(),
    ]).toEqual([7, 70, 5, 6, 8])
    expect([subtensor.TxChildkeyTakeRateLimit.get(), subtensor.PendingChildKeyCooldown.get()]).toEqual([
      3n,
      4n,
    ])
    expect(bench.call(anna, 'SubtensorModule.set_pending_childkey_cooldown', { cooldown: 4n })).toBe(
      'BadOrigin',
    )
    // the least take counts as the present one of a hotkey without
    must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf('hot') }))
    const take = (value: number) =>
      bench.call(anna, 'SubtensorModule.set_childkey_take', { hotkey: accountOf('hot'), netuid, take: value })
    must(take(8))
    expect(take(9)).toBe('TxChildkeyTakeRateLimitExceeded')
    expect(take(7)).toBeNull()
  })

  it('dissolves networks by either name', () => {
    const bench = under(425)
    expect(bench.call(owner, 'SubtensorModule.dissolve_network', { coldkey: owner, netuid })).toBe(
      'BadOrigin',
    )
    must(bench.call('root', 'SubtensorModule.dissolve_network', { coldkey: owner, netuid }))
    expect(bench.state.SubtensorModule.NetworksAdded.get(netuid)).toBe(false)
    const former = under(293).call('root', 'SubtensorModule.dissolve_network', { coldkey: anna, netuid })
    expect(former).toBe('NotSubnetOwner')
  })
})
