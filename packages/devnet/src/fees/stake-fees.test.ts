import { expect, test } from 'vitest'
import { addressOf, alice, bob, signedChain } from './testing/signed-chain.js'

const tao = 1_000_000_000n
const hotkey = `0x${'a1'.repeat(32)}`
const netuid = 2

/** A started subnet on which bob has staked all of his TAO but for so many rao. */
async function staked(left: bigint, specVersion = 425) {
  const chain = await signedChain({ specVersion, preset: 'fast', blockTime: 'manual' })
  const [owner, staker, root] = [alice, bob, 'root'].map((who) => chain.devnet.impersonate(who))
  owner!.execute('SubtensorModule', 'register_network', { hotkey })
  owner!.execute('SubtensorModule', 'start_call', { netuid })
  staker!.execute('SubtensorModule', 'add_stake', { hotkey, netuid, amount_staked: 100n * tao })
  root!.execute('Balances', 'force_set_balance', { who: addressOf(bob) as never, new_free: left })
  const unstake = {
    pallet: 'SubtensorModule',
    call: 'remove_stake',
    args: { hotkey, netuid, amount_unstaked: tao },
  }
  return { ...chain, unstake }
}

test('a call that takes stake away pays with stake where TAO is short', async () => {
  await using chain = await staked(600n)
  const { events, dataOf, fee, error } = await chain.send('//Bob', chain.unstake)
  expect(error).toBe(null)
  expect(events.slice(-3)).toEqual(['TransactionFeePaidWithAlpha', 'TransactionFeePaid', 'ExtrinsicSuccess'])
  const paid = dataOf('TransactionFeePaidWithAlpha')
  expect(paid).toMatchObject({ who: bob, netuid })
  // Its sale brings about the fee: the price of the moment, without slippage.
  const difference = Number(paid.tao_amount) / Number(fee)
  expect(difference).toBeGreaterThan(0.999)
  expect(difference).toBeLessThan(1.001)
  expect(dataOf('StakeRemoved')).toMatchObject({ 0: bob, 1: hotkey, 2: paid.tao_amount })
})

test('TAO is preferred, and other calls have no other means', async () => {
  await using rich = await staked(tao)
  expect((await rich.send('//Bob', rich.unstake)).events).not.toContain('TransactionFeePaidWithAlpha')
  await using poor = await staked(600n)
  const call = { pallet: 'System', call: 'remark', args: { remark: new Uint8Array(1) } }
  await expect(poor.send('//Bob', call)).rejects.toMatchObject({ code: 1010 })
  const tooMuch = { ...poor.unstake, args: { ...poor.unstake.args, hotkey: bob } }
  await expect(poor.send('//Bob', tooMuch)).rejects.toMatchObject({ code: 1010 })
})
