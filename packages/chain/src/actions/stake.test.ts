import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runPlan } from '../plan/run-plan.js'
import { bob, createDevSubnet, type DevSubnet, tao } from '../testing/dev-subnet.js'
import { readBalance } from './balance.js'
import { addStake, planAddStake, planStake, stakeAtLeast } from './stake.js'
import { planTransfer, transfer } from './transfer.js'

describe('stake', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet()
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const subject = () => ({ netuid: subnet.netuid, hotkey: subnet.ownerHotkey.address })

  it('buys what is missing, and nothing when enough is there', async () => {
    const { client, blocksMadeBy } = subnet
    const stake = await stakeAtLeast(client, bob, { ...subject(), atLeast: 50n * tao })
    expect(stake).toBeGreaterThanOrEqual(50n * tao)
    expect(stake).toBeLessThan(51n * tao)
    const again = await blocksMadeBy(async () => {
      expect(await stakeAtLeast(client, bob, { ...subject(), atLeast: 50n * tao })).toBe(stake)
    })
    expect(again).toBe(0)
    const plan = await planStake(client, { ...subject(), coldkey: bob.address, atLeast: 60n * tao })
    // About ten alpha, at a price of one and a little.
    expect(plan.cost).toBeGreaterThan(10n * tao)
    expect(plan.cost).toBeLessThan(13n * tao)
    expect((await runPlan(client, bob, plan)).value).toBeGreaterThanOrEqual(60n * tao)
  })

  it('rounds a stake that lacks next to nothing up to the least that the chain takes', async () => {
    const { client } = subnet
    const stake = await stakeAtLeast(client, bob, { ...subject(), atLeast: 50n * tao })
    expect(await stakeAtLeast(client, bob, { ...subject(), atLeast: stake + 1n })).toBeGreaterThan(stake)
  })

  it('finds the amount also on root, where alpha is TAO', async () => {
    const { client } = subnet
    const root = { netuid: 0, hotkey: subnet.ownerHotkey.address }
    const plan = await planStake(client, { ...root, coldkey: bob.address, atLeast: 5n * tao })
    expect(plan.problems).toEqual([])
    expect(plan.cost - 5n * tao).toBeLessThan(tao / 1000n)
    expect((await runPlan(client, bob, plan)).value).toBeGreaterThanOrEqual(5n * tao)
  })

  it.each([10n ** 19n, 2n ** 64n - 1n])(
    'defect: %d alpha, above the pool, is not refused by name',
    async (atLeast) => {
      const plan = await planStake(subnet.client, { ...subject(), coldkey: bob.address, atLeast })
      expect(plan.problems).toMatchObject([{ code: 'POOL_TOO_SMALL' }])
    },
  )

  it('adds each time it is asked to add', async () => {
    const { client, blocksMadeBy } = subnet
    const first = await addStake(client, bob, { ...subject(), amount: 10n * tao })
    const made = await blocksMadeBy(async () => {
      expect(await addStake(client, bob, { ...subject(), amount: 10n * tao })).toBeGreaterThan(first)
    })
    expect(made).toBe(1)
  })

  it('pays the fee alone when others move the price further than was tolerated', async () => {
    const { client, devnet, netuid } = subnet
    const plan = await planAddStake(client, { ...subject(), coldkey: bob.address, amount: 10n * tao })
    const before = await readBalance(client, bob.address)
    devnet.setStorage('SubtensorModule', 'SubnetTAO', [netuid], 1_200n * tao)
    await expect(runPlan(client, bob, plan)).rejects.toMatchObject({ code: 'CHAIN_REJECTED' })
    expect(await readBalance(client, bob.address)).toBe(before - plan.fee)
  })

  it.each([
    ['SLIPPAGE_ABOVE_CAP', () => ({ amount: 500n * tao, maxPrice: tao + tao / 10n })],
    ['STAKE_AMOUNT_LOW', () => ({ amount: 1_000_000n })],
    ['STAKE_AMOUNT_LOW', () => ({ amount: 1n })],
    ['STAKE_AMOUNT_LOW', () => ({ amount: 0n })],
    [
      'BALANCE_TOO_LOW',
      () => ({ amount: 999_000n * tao, maxPrice: 10n ** 18n, coldkey: createKeypair('//poor') }),
    ],
    ['HOTKEY_UNKNOWN', () => ({ amount: tao, hotkey: createKeypair('//nobody').address })],
    ['SUBNET_UNKNOWN', () => ({ amount: tao, netuid: 99 })],
    ['STAKE_TOO_LARGE', () => ({ amount: 2n ** 63n })],
  ] as const)('refuses with %s before anything is sent', async (code, changes) => {
    const { client, blocksMadeBy } = subnet
    const { coldkey = bob, ...rest } = { coldkey: bob, ...changes() }
    const made = await blocksMadeBy(async () => {
      await expect(addStake(client, coldkey, { ...subject(), ...rest })).rejects.toMatchObject({ code })
    })
    expect(made).toBe(0)
  })

  it('says that the subnet is not started', async () => {
    const { client, devnet, netuid } = subnet
    devnet.setStorage('SubtensorModule', 'SubtokenEnabled', [netuid], false)
    const asked = addStake(client, bob, { ...subject(), amount: tao })
    await expect(asked).rejects.toMatchObject({ code: 'SUBNET_NOT_STARTED' })
  })

  it('pays several accounts in one extrinsic, all or none', async () => {
    const { client, blocksMadeBy } = subnet
    const payments = ['//a', '//b'].map((uri) => ({ to: createKeypair(uri).address, amount: 3n * tao }))
    const plan = await planTransfer(client, { coldkey: bob.address, payments })
    expect(plan).toMatchObject({ cost: 6n * tao, problems: [], done: false })
    expect(await blocksMadeBy(() => transfer(client, bob, { payments }))).toBe(1)
    expect(await readBalance(client, createKeypair('//b').address)).toBe(3n * tao)
    const tooMuch = transfer(client, createKeypair('//a'), { payments })
    await expect(tooMuch).rejects.toMatchObject({ code: 'BALANCE_TOO_LOW' })
  })
})
