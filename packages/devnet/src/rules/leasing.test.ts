import { expect, test } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { stakeOf } from './holdings.js'
import { shareOwnerCut } from './leasing.js'
import { accountOf, allTao, createBench, must, people, tao } from './testing/bench.js'

const [, anna, bert] = people as [string, string, string]

/** A subnet that a crowdloan of anna's and bert's has leased until block 70. */
function leased() {
  const bench = createBench({ allowLoopbackAxons: false, isFastBuild: true })
  const before = allTao(bench)
  const call: RuntimeCall = {
    pallet: 'SubtensorModule',
    call: 'register_leased_network',
    args: { emissions_share: 40, end_block: 70 },
  }
  const loan = { deposit: 10n * tao, min_contribution: tao, cap: 2_000n * tao, end: 60 }
  must(bench.call(anna, 'Crowdloan.create', { ...loan, call, target_address: undefined }))
  must(bench.call(anna, 'Crowdloan.contribute', { crowdloan_id: 0, amount: 990n * tao }))
  must(bench.call(bert, 'Crowdloan.contribute', { crowdloan_id: 0, amount: 1_000n * tao }))
  must(bench.call(anna, 'Crowdloan.finalize', { crowdloan_id: 0 }))
  const lease = bench.state.SubtensorModule.SubnetLeases.get(0)!
  return { bench, before, lease }
}

test('a crowdloan leases a subnet, gives back what it did not cost, and its creator runs it by proxy', () => {
  const { bench, before, lease } = leased()
  const { SubtensorModule: subtensor, Proxy: proxies } = bench.state
  expect(subtensor.SubnetOwner.get(lease.netuid)).toBe(lease.coldkey)
  expect(lease).toMatchObject({ beneficiary: anna, emissions_share: 40, end_block: 70 })
  expect(lease.cost).toBe(1_000n * tao + 93_000_000n)
  expect(subtensor.SubnetLeaseShares.get(0, bert)).toBe(1n << 63n)
  expect(freeBalance(bench.ctx, bert)).toBe(
    1_000_000n * tao - 1_000n * tao + (2_000n * tao - lease.cost) / 2n,
  )
  expect(allTao(bench)).toBe(before)
  expect(proxies.Proxies.get(lease.coldkey)[0]).toMatchObject([{ delegate: anna }])
  const start = { pallet: 'SubtensorModule', call: 'start_call', args: { netuid: lease.netuid } }
  const real = { type: 'Id', value: lease.coldkey } as const
  must(bench.call(anna, 'Proxy.proxy', { real, force_proxy_type: undefined, call: start }))
  expect(subtensor.FirstEmissionBlockNumber.has(lease.netuid)).toBe(true)
})

test('no lease without a crowdloan that is being finalized', () => {
  const args = { emissions_share: 40, end_block: undefined }
  const error = createBench().call(anna, 'SubtensorModule.register_leased_network', args)
  expect(error).toBe('Crowdloan.InvalidCrowdloanId')
})

test('the owner’s cut is gathered, and shared with the contributors every hundredth block', () => {
  const { bench, lease } = leased()
  const { hotkey, netuid } = lease
  const { SubtensorModule: subtensor } = bench.state
  subtensor.SubnetLeases.set(0, { ...lease, end_block: undefined })
  const at = (block: number) => ({ ...bench.ctx, block })
  shareOwnerCut(at(99), netuid, 100n * tao)
  expect(subtensor.AccumulatedLeaseDividends.get(0)).toBe(40n * tao)
  expect(stakeOf(bench.ctx, { hotkey, coldkey: bert, netuid })).toBe(0n)
  shareOwnerCut(at(200), netuid, 100n * tao)
  expect(subtensor.AccumulatedLeaseDividends.get(0)).toBe(0n)
  expect(stakeOf(bench.ctx, { hotkey, coldkey: bert, netuid })).toBe(40n * tao)
  expect(stakeOf(bench.ctx, { hotkey, coldkey: anna, netuid })).toBe(40n * tao)
})

test('the subnet is the beneficiary’s when the lease is over', () => {
  const { bench, lease } = leased()
  const end = (as: string, hotkey: string, lease_id = 0) =>
    bench.call(as, 'SubtensorModule.terminate_lease', { lease_id, hotkey })
  const own = accountOf('anna-hot')
  must(bench.call(anna, 'SubtensorModule.try_associate_hotkey', { hotkey: own }))
  expect(end(anna, own, 7)).toBe('LeaseDoesNotExist')
  expect(end(bert, own)).toBe('ExpectedBeneficiaryOrigin')
  expect(end(anna, own)).toBe('LeaseHasNotEnded')
  bench.mine(70)
  expect(end(anna, accountOf('nobody'))).toBe('BeneficiaryDoesNotOwnHotkey')
  must(end(anna, own))
  const { SubtensorModule: subtensor, Proxy: proxies } = bench.state
  expect(subtensor.SubnetOwner.get(lease.netuid)).toBe(anna)
  expect(subtensor.SubnetOwnerHotkey.get(lease.netuid)).toBe(own)
  expect(subtensor.SubnetLeases.has(0)).toBe(false)
  expect(proxies.Proxies.has(lease.coldkey)).toBe(false)
})

test('defect: the deposit of the lease’s proxy stays with its coldkey, and the new owner hotkey is reported', () => {
  const { bench, before, lease } = leased()
  const hotkey = accountOf('anna-hot')
  must(bench.call(anna, 'SubtensorModule.try_associate_hotkey', { hotkey }))
  bench.mine(70)
  const events = bench.events.length
  must(bench.call(anna, 'SubtensorModule.terminate_lease', { lease_id: 0, hotkey }))
  expect(bench.events.slice(events).map(({ event }) => event)).toEqual([
    'SubnetOwnerHotkeySet',
    'KilledAccount',
    'Unreserved',
    'ProxyRemoved',
    'SubnetLeaseTerminated',
  ])
  expect(bench.state.System.Account.get(lease.coldkey)).toMatchObject({
    providers: 2,
    consumers: 0,
    data: { free: 93_000_000n, reserved: 0n },
  })
  expect(bench.state.System.Account.has(lease.hotkey)).toBe(false)
  expect(allTao(bench)).toBe(before)
})
