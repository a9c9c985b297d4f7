import { expect, test } from 'vitest'
import { drawnIndices } from './auto-claim.js'
import { stakeOf } from './holdings.js'
import { accountOf, createSubnetBench, must, people, tao } from './testing/bench.js'

const [, anna, bert] = people as [string, string, string]
const hotkey = accountOf('validator')
const netuid = 2

function staked() {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  const stake = (who: string) =>
    must(bench.call(who, 'SubtensorModule.add_stake', { hotkey, netuid: 0, amount_staked: 100n * tao }))
  stake(anna)
  stake(bert)
  return bench
}

test('a staker of root is listed once, and taken off the list with its last stake', () => {
  const bench = staked()
  const { StakingColdkeys, StakingColdkeysByIndex, NumStakingColdkeys } = bench.state.SubtensorModule
  const listed = () => [...StakingColdkeysByIndex.entries()].map(([[index], coldkey]) => [index, coldkey])
  expect(listed()).toEqual([
    [0n, anna],
    [1n, bert],
  ])
  must(bench.call(anna, 'SubtensorModule.unstake_all', { hotkey }))
  expect(listed()).toEqual([[0n, bert]])
  expect([StakingColdkeys.get(bert), StakingColdkeys.has(anna), NumStakingColdkeys.get()]).toEqual([
    0n,
    false,
    1n,
  ])
})

test('each block claims for a few of them', () => {
  const bench = staked()
  const { SubtensorModule: subtensor } = bench.state
  subtensor.RootClaimType.set(anna, { type: 'Keep' })
  subtensor.RootClaimType.set(bert, { type: 'Keep' })
  subtensor.RootClaimable.set(hotkey, [[netuid, (1n << 32n) / 10n]])
  const kept = (coldkey: string) => stakeOf(bench.ctx, { hotkey, coldkey, netuid })
  const zero = () => bench.call('root', 'SubtensorModule.sudo_set_num_root_claims', { new_value: 0n })
  must(zero())
  bench.mine()
  expect([kept(anna), kept(bert)]).toEqual([0n, 0n])
  expect(bench.call(anna, 'SubtensorModule.sudo_set_num_root_claims', { new_value: 1n })).toBe('BadOrigin')
  expect(bench.call('root', 'SubtensorModule.sudo_set_num_root_claims', { new_value: 51n })).toBe(
    'InvalidNumRootClaim',
  )
  must(bench.call('root', 'SubtensorModule.sudo_set_num_root_claims', { new_value: 5n }))
  bench.mine()
  // The bench's parent hash is zero: it draws the first of the list.
  expect(kept(anna)).toBeGreaterThan(9n * tao)
  expect(kept(bert)).toBe(0n)
})

test('nothing under the threshold is claimed, which owner and root set', () => {
  const bench = staked()
  const set = (as: string, new_value: bigint) =>
    bench.call(as, 'SubtensorModule.sudo_set_root_claim_threshold', { netuid, new_value })
  expect(set(anna, 1n)).toBe('BadOrigin')
  expect(set('root', 10_000_001n)).toBe('InvalidRootClaimThreshold')
  must(set(accountOf('owner'), 10_000_000n))
  expect(bench.state.SubtensorModule.RootClaimableThreshold.get(netuid)).toBe(10_000_000n << 32n)
})

test('indices are drawn from the hash, in steps of eight bytes', () => {
  const hash = `0x${['01', '02', '03', '04'].map((byte) => byte.padStart(16, '0')).join('')}`
  // 1 + 1 = 2, + 2 = 4, + 3 = 7, + 4 = 11 % 10 = 1, and again + 1 = 2
  expect(drawnIndices(hash, 5n, 10n)).toEqual([1n, 2n, 4n, 7n])
  expect(drawnIndices(`0x${'ff'.repeat(32)}`, 1n, 7n)).toEqual([(2n ** 64n - 1n) % 7n])
  expect(drawnIndices(hash, 5n, 0n)).toEqual([])
})
