import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alice, bob, createDevSubnet, type DevSubnet, tao } from '../testing/dev-subnet.js'
import { readBalance } from './balance.js'
import { readRegistrations, readStakes, readSubnets } from './holdings.js'
import { registerSubnet } from './register-subnet.js'
import { moveStake, planMoveStake, planRemoveStake, removeStake } from './remove-stake.js'
import { addStake, stakeAtLeast } from './stake.js'
import { startSubnet } from './start-subnet.js'

describe('stake that is taken away', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet()
    await stakeAtLeast(subnet.client, bob, { ...subject(), atLeast: 50n * tao })
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const subject = () => ({ netuid: subnet.netuid, hotkey: subnet.ownerHotkey.address })
  const planRemoval = (amount: bigint | 'all') =>
    planRemoveStake(subnet.client, { ...subject(), coldkey: bob.address, amount })

  it('is sold for TAO, each time again, or altogether', async () => {
    const { client } = subnet
    const before = await readBalance(client, bob.address)
    const left = await removeStake(client, bob, { ...subject(), amount: 20n * tao })
    expect(left).toBeGreaterThanOrEqual(30n * tao)
    expect(left).toBeLessThan(31n * tao)
    expect(await readBalance(client, bob.address)).toBeGreaterThan(before + 15n * tao)
    expect(await removeStake(client, bob, { ...subject(), amount: 'all' })).toBe(0n)
    expect((await planRemoval('all')).problems).toMatchObject([{ code: 'STAKE_MISSING' }])
  })

  it('is quoted as the chain pays it', async () => {
    const { client } = subnet
    const plan = await planRemoval(10n * tao)
    expect(plan.steps).toMatchObject([{ call: { call: 'remove_stake_limit' }, cost: 0n }])
    const quoted = Number(/for about ([\d.]+) TAO/.exec(plan.steps[0]?.description ?? '')?.[1])
    const before = await readBalance(client, bob.address)
    await removeStake(client, bob, { ...subject(), amount: 10n * tao })
    const paid = Number((await readBalance(client, bob.address)) - before) / 1e9
    expect(paid).toBeCloseTo(quoted, 1)
  })

  it.each([
    ['more than there is', 1_000n * tao, 'STAKE_MISSING'],
    ['so little that the chain would pay nothing', 1_000n, 'UNSTAKE_AMOUNT_LOW'],
  ])('is refused before anything is sent: %s', async (_, amount, code) => {
    const { client, blocksMadeBy } = subnet
    const made = await blocksMadeBy(() =>
      expect(removeStake(client, bob, { ...subject(), amount })).rejects.toMatchObject({ code }),
    )
    expect(made).toBe(0)
  })

  it('cannot be nothing, of a subnet that is not there, or with a foreign address', async () => {
    const { client } = subnet
    const remove = (change: object) => removeStake(client, bob, { ...subject(), amount: tao, ...change })
    await expect(remove({ amount: 0n })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(remove({ netuid: 77 })).rejects.toMatchObject({ code: 'SUBNET_UNKNOWN' })
    await expect(remove({ hotkey: 'x' })).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
  })

  it('moves to another hotkey and another subnet', async () => {
    const { client } = subnet
    const hotkey = createKeypair('//second').address
    subnet.devnet.setStorage('SubtensorModule', 'NetworkRateLimit', [], 0n)
    const second = await registerSubnet(client, alice, { hotkey, maxLock: 5_000n * tao })
    await startSubnet(client, alice, { netuid: second })
    const to = { netuid: second, hotkey }
    expect(await moveStake(client, bob, { from: subject(), to, amount: 20n * tao })).toBeGreaterThan(tao)
    const within = { netuid: subnet.netuid, hotkey }
    const stake = await moveStake(client, bob, { from: subject(), to: within, amount: 'all' })
    expect(stake).toBeGreaterThanOrEqual(29n * tao)
    const { stakes } = await readStakes(client, { coldkey: bob.address })
    expect(stakes.map(({ netuid, hotkey: of }) => [netuid, of])).toEqual([
      [subnet.netuid, hotkey],
      [second, hotkey],
    ])
    const plan = await planMoveStake(client, { coldkey: bob.address, from: subject(), to, amount: tao })
    expect(plan.problems).toMatchObject([{ code: 'STAKE_MISSING' }])
    const nowhere = moveStake(client, bob, { from: to, to, amount: tao })
    await expect(nowhere).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

it('subnets are listed with their prices', async () => {
  await using subnet = await createDevSubnet()
  const { client, netuid, ownerHotkey } = subnet
  await addStake(client, bob, { netuid, hotkey: ownerHotkey.address, amount: 100n * tao })
  const { subnets } = await readSubnets(client)
  const found = subnets.find((one) => one.netuid === netuid)
  expect(found).toMatchObject({ ownerColdkey: alice.address, ownerHotkey: ownerHotkey.address })
  expect(found?.price).toBeGreaterThan(0n)
  expect(subnets.map((one) => one.netuid)).toEqual([0, 1, netuid])
  const netuids = subnets.map((one) => one.netuid)
  const hotkeys = [ownerHotkey.address, createKeypair('//none').address]
  expect(await readRegistrations(client, { netuids, hotkeys })).toEqual([
    { netuid, hotkey: ownerHotkey.address, uid: 0 },
  ])
})
