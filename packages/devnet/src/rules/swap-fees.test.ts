import { expect, test } from 'vitest'
import { alice, bob, signedChain } from '../fees/testing/signed-chain.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { subnetAccount } from './accounts.js'

const tao = 1_000_000_000n
const hotkey = `0x${'a1'.repeat(32)}`
const netuid = 2

/** A started subnet, whose pool takes orders. */
async function started(specVersion: number) {
  const chain = await signedChain({ specVersion, preset: 'fast', blockTime: 'manual' })
  const owner = chain.devnet.impersonate(alice)
  owner.execute('SubtensorModule', 'register_network', { hotkey })
  owner.execute('SubtensorModule', 'start_call', { netuid })
  const call = (name: string, args: object): RuntimeCall => ({
    pallet: 'SubtensorModule',
    call: name,
    args: args as RuntimeCall['args'],
  })
  const ownEvents = () =>
    chain.devnet.state.System.Events.get()
      .filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === 1)
      .map(({ event }) => event)
  const stake = (amount: bigint, on = netuid) =>
    chain.send('//Bob', call('add_stake', { hotkey, netuid: on, amount_staked: amount }))
  return { ...chain, call, ownEvents, stake }
}

/** The transfers of an extrinsic, as sender, receiver and rao. */
const transfersOf = (events: readonly { readonly event: string; readonly data: unknown }[]) =>
  events
    .filter(({ event }) => event === 'Transfer')
    .map(({ data }) => Object.values(data as Record<string, unknown>))

test('the author of the block gets the fee of a purchase from the subnet, right before StakeAdded', async () => {
  await using chain = await started(425)
  await chain.stake(100n * tao)
  const events = chain.ownEvents()
  const [, , , , , fee] = events.find(({ event }) => event === 'StakeAdded')!.data as bigint[]
  expect(fee).toBeGreaterThan(0n)
  const [paid, passedOn] = transfersOf(events)
  expect(paid).toEqual([bob, subnetAccount(netuid), 100n * tao])
  const authors = chain.devnet.state.Aura.Authorities.get()
  expect(passedOn).toEqual([subnetAccount(netuid), expect.toBeOneOf(authors), fee])
  const names = events.map(({ event }) => event)
  expect(names.indexOf('StakeAdded') - names.lastIndexOf('Transfer')).toBe(1)
  expect(names).not.toContain('Burned')
})

test('the fee of a sale is alpha, which is sold for the author', async () => {
  await using chain = await started(425)
  await chain.stake(100n * tao)
  await chain.send('//Bob', chain.call('remove_stake', { hotkey, netuid, amount_unstaked: 50n * tao }))
  const events = chain.ownEvents()
  const [, , worth, , , fee] = events.find(({ event }) => event === 'StakeRemoved')!.data as bigint[]
  const [paid, passedOn] = transfersOf(events)
  expect(paid).toEqual([subnetAccount(netuid), bob, worth])
  expect(passedOn?.slice(0, 2)).toEqual([
    subnetAccount(netuid),
    expect.toBeOneOf(chain.devnet.state.Aura.Authorities.get()),
  ])
  const price = Number(passedOn?.[2]) / Number(fee)
  expect(price).toBeGreaterThan(0)
  expect(price).toBeLessThan(Number(worth) / Number(50n * tao))
})

test('root takes no fee, which is passed on all the same', async () => {
  await using chain = await started(425)
  await chain.stake(tao, 0)
  expect(transfersOf(chain.ownEvents()).map(([, , rao]) => rao)).toEqual([tao, 0n])
})

test('the fee of a registration stays with the subnet; before spec 411 it was burned', async () => {
  for (const [specVersion, isBurned] of [
    [425, false],
    [402, true],
  ] as const) {
    await using chain = await started(specVersion)
    const apart = () =>
      chain.free(subnetAccount(netuid)) - chain.devnet.state.SubtensorModule.SubnetTAO.get(netuid)
    const before = apart()
    await chain.send('//Bob', chain.call('burned_register', { netuid, hotkey: `0x${'b2'.repeat(32)}` }))
    expect(apart() > before).toBe(!isBurned)
  }
})

test('before spec 380 fees of swaps were burned', async () => {
  await using chain = await started(379)
  const issued = () => chain.devnet.state.Balances.TotalIssuance.get()
  await chain.stake(100n * tao)
  expect(transfersOf(chain.ownEvents())).toHaveLength(1)
  const before = issued()
  await chain.stake(100n * tao)
  const swapFee = chain.ownEvents().find(({ event }) => event === 'StakeAdded')!.data as bigint[]
  expect(swapFee[5]).toBeGreaterThan(0n)
  expect(issued() - before).toBeLessThan(tao)
})
