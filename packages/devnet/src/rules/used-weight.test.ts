import { expect, test } from 'vitest'
import { alice, signedChain } from '../fees/testing/signed-chain.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { measuredWeight } from '../weights/measured.js'
import { sumOf, timesOf, weightOf } from '../weights/weight.js'

const tao = 1_000_000_000n
const hotkeyOf = (byte: string) => `0x${byte.repeat(32)}`
const ofExtrinsic = weightOf(108_157_000)

const call = (pallet: string, name: string, args: object): RuntimeCall => ({
  pallet,
  call: name,
  args: args as RuntimeCall['args'],
})
const subtensor = (name: string, args: object) => call('SubtensorModule', name, args)

async function started(specVersion = 425) {
  const chain = await signedChain({ specVersion, preset: 'fast', blockTime: 'manual' })
  const owner = chain.devnet.impersonate(alice)
  owner.execute('SubtensorModule', 'register_network', { hotkey: hotkeyOf('a1') })
  owner.execute('SubtensorModule', 'start_call', { netuid: 2 })
  return chain
}

test('a swap of a hotkey on one network pays for the accesses of storage that it counts', async () => {
  await using chain = await started()
  chain.devnet.mine(10)
  await chain.send('//Bob', subtensor('burned_register', { netuid: 2, hotkey: hotkeyOf('b1') }))
  const swap = subtensor('swap_hotkey', { hotkey: hotkeyOf('b1'), new_hotkey: hotkeyOf('b2'), netuid: 2 })
  const { info, error, fee } = await chain.send('//Bob', swap)
  expect(error).toBe(null)
  // Checks 7/3, the price and owner 6/1 + 1/1 + 1/1, locks 5/0, membership 1/2, the seat 1/3, relatives 4/4, the owner of the
  // network 1/0, figures 6/6, the end 0/2.
  expect(info.weight).toEqual(sumOf(weightOf(0, 0, 33, 23), ofExtrinsic))
  expect(fee).toBeLessThan(measuredWeight('SubtensorModule.swap_hotkey', 425).base.ref_time / 2_000n)
})

test('a swap on all networks counts each of them, and what is staked', async () => {
  await using chain = await started()
  await chain.send('//Bob', subtensor('burned_register', { netuid: 2, hotkey: hotkeyOf('b1') }))
  const swap = (from: string, to: string) =>
    subtensor('swap_hotkey', { hotkey: hotkeyOf(from), new_hotkey: hotkeyOf(to), netuid: undefined })
  const bare = await chain.send('//Bob', swap('b1', 'b2'))
  expect(bare.error).toBe(null)
  // 7/3; networks 0, 1 and 2: 7 reads, one is limited 1/1, locks 15/0; 8/11; each 1/2 + 4/4 + 6/6; the seat 1/3; the owners'
  // hotkeys 3/0; claims of root 3/2.
  expect(bare.info.weight).toEqual(
    sumOf(weightOf(0, 0, 7 + 8 + 15 + 8 + 33 + 1 + 3 + 3, 3 + 1 + 11 + 36 + 3 + 2), ofExtrinsic),
  )
})

test('before spec 402 a swap pays for what it declares', async () => {
  await using chain = await started(401)
  chain.devnet.mine(10)
  await chain.send('//Bob', subtensor('burned_register', { netuid: 2, hotkey: hotkeyOf('b1') }))
  const swap = subtensor('swap_hotkey', { hotkey: hotkeyOf('b1'), new_hotkey: hotkeyOf('b2'), netuid: 2 })
  const { info } = await chain.send('//Bob', swap)
  expect(info.weight).toEqual(sumOf(measuredWeight('SubtensorModule.swap_hotkey', 401).base, ofExtrinsic))
})

test('claim_root pays by the subnets that it looks at', async () => {
  await using chain = await started()
  await chain.send('//Bob', subtensor('add_stake', { hotkey: hotkeyOf('a1'), netuid: 0, amount_staked: tao }))
  const { info } = await chain.send('//Bob', subtensor('claim_root', { subnets: [2] }))
  expect(info.weight).toEqual(sumOf(weightOf(0, 0, 1 + 3), ofExtrinsic))
  chain.devnet.setStorage('SubtensorModule', 'RootClaimable', [hotkeyOf('a1')], [[2, 1n]])
  const claimed = await chain.send('//Bob', subtensor('claim_root', { subnets: [2] }))
  expect(claimed.info.weight).toEqual(sumOf(weightOf(60_000_000, 6_987, 4 + 7, 5), ofExtrinsic))
})

test('terminate_lease pays by the contributors of the lease', async () => {
  await using chain = await started()
  const lease = subtensor('register_leased_network', { emissions_share: 30, end_block: 40 })
  const loan = { deposit: 10n * tao, min_contribution: tao, cap: 3_000n * tao, end: 60, call: lease }
  const act = (who: string, name: string, args: object) => chain.send(who, call('Crowdloan', name, args))
  await act('//Bob', 'create', { ...loan, target_address: undefined })
  await act('//Dave', 'contribute', { crowdloan_id: 0, amount: 100n * tao })
  await act('//Alice', 'contribute', { crowdloan_id: 0, amount: 2_890n * tao })
  expect((await act('//Bob', 'finalize', { crowdloan_id: 0 })).error).toBe(null)
  await chain.send('//Bob', subtensor('try_associate_hotkey', { hotkey: hotkeyOf('b1') }))
  chain.devnet.mine(40)
  const { info, error } = await chain.send(
    '//Bob',
    subtensor('terminate_lease', { lease_id: 0, hotkey: hotkeyOf('b1') }),
  )
  expect(error).toBe(null)
  const used = sumOf(weightOf(56_635_122, 6_148, 4, 6), timesOf(weightOf(912_993, 2_529, 1, 1), 2))
  expect(info.weight).toEqual(sumOf(used, ofExtrinsic))
})
