import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runPlan } from '../plan/run-plan.js'
import { accountOf, alice, bob, createDevSubnet, type DevSubnet, tao } from '../testing/dev-subnet.js'
import { readBalance } from './balance.js'
import { setSubnetIdentity } from './identity.js'
import { planSubnet, registerSubnet } from './register-subnet.js'
import { planStart, startSubnet } from './start-subnet.js'

describe('creation of a subnet', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet({ started: false })
    // Only so many subnets are registered in a day.
    subnet.devnet.setStorage('SubtensorModule', 'NetworkRateLimit', [], 0n)
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const hotkey = createKeypair('//second-owner').address
  const maxLock = 5_000n * tao

  it('plans the lock that the runtime asks for, then creates the subnet once', async () => {
    const { client, devnet, blocksMadeBy } = subnet
    const before = await readBalance(client, bob.address)
    const plan = await planSubnet(client, { hotkey, maxLock, coldkey: bob.address })
    expect(plan).toMatchObject({ done: false, cap: maxLock, problems: [] })
    expect(plan.cost).toBeGreaterThanOrEqual(1_000n * tao)

    const { value: netuid, changed } = await runPlan(client, bob, plan)
    expect(changed).toBe(true)
    expect(devnet.state.SubtensorModule.SubnetOwner.get(netuid)).toBe(accountOf(bob.address))
    const paid = await readBalance(client, bob.address)
    // The lock falls from block to block.
    expect(before - paid).toBeLessThanOrEqual(plan.cost)
    expect(before - paid).toBeGreaterThan((plan.cost * 99n) / 100n)

    const again = await blocksMadeBy(async () => {
      expect(await registerSubnet(client, bob, { hotkey, maxLock })).toBe(netuid)
    })
    expect(again).toBe(0)
    expect(await readBalance(client, bob.address)).toBe(paid)
  })

  it('makes a second subnet for the same keys only under another name', async () => {
    const { client, blocksMadeBy } = subnet
    const named = (name: string) => ({ hotkey, maxLock, identity: { name, url: 'https://example.com' } })
    const first = await registerSubnet(client, bob, named('text'))
    const second = await registerSubnet(client, bob, named('image'))
    expect(second).not.toBe(first)
    const again = await blocksMadeBy(async () => {
      expect(await registerSubnet(client, bob, named('text'))).toBe(first)
      expect(await registerSubnet(client, bob, named('image'))).toBe(second)
      await setSubnetIdentity(client, bob, { netuid: first, identity: named('text').identity })
    })
    expect(again).toBe(0)
    await setSubnetIdentity(client, bob, { netuid: first, identity: { name: 'prose', discord: 'ä' } })
    expect(await registerSubnet(client, bob, named('prose'))).toBe(first)
  })

  it('refuses a lock above the cap, a hotkey of somebody else, and too many subnets at once', async () => {
    const { client, devnet, blocksMadeBy } = subnet
    const made = await blocksMadeBy(async () => {
      const dear = registerSubnet(client, bob, { hotkey, maxLock: 1n })
      await expect(dear).rejects.toMatchObject({ code: 'PRICE_ABOVE_CAP' })
      const stolen = registerSubnet(client, bob, { hotkey: subnet.ownerHotkey.address, maxLock })
      await expect(stolen).rejects.toMatchObject({ code: 'HOTKEY_OF_ANOTHER' })
      const long = registerSubnet(client, bob, { hotkey, maxLock, identity: { name: 'x'.repeat(257) } })
      await expect(long).rejects.toMatchObject({ code: 'IDENTITY_TOO_LONG' })
    })
    expect(made).toBe(0)
    devnet.setStorage('SubtensorModule', 'SubnetLimit', [], 1)
    const { problems } = await planSubnet(client, { hotkey, maxLock, coldkey: bob.address })
    expect(problems).toMatchObject([{ code: 'SUBNET_LIMIT_REACHED' }])
  })

  it('says from which block on the chain takes the next subnet, and is right', async () => {
    const { client, devnet } = subnet
    devnet.setStorage('SubtensorModule', 'NetworkRateLimit', [], 20n)
    const { problems } = await planSubnet(client, { hotkey, maxLock, coldkey: bob.address })
    expect(problems).toMatchObject([{ code: 'RATE_LIMITED' }])
    const retryBlock = problems[0]?.retryBlock as number
    devnet.mine(retryBlock - 2 - devnet.head.number)
    await expect(registerSubnet(client, bob, { hotkey, maxLock })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    })
    devnet.mine(1)
    await registerSubnet(client, bob, { hotkey, maxLock })
    expect(devnet.head.number).toBe(retryBlock)
  })

  it('starts a subnet once, as its owner, when its delay is over', async () => {
    const { client, devnet, netuid, blocksMadeBy } = subnet
    await expect(startSubnet(client, bob, { netuid })).rejects.toMatchObject({ code: 'SUBNET_NOT_OWNED' })
    await expect(startSubnet(client, alice, { netuid: 999 })).rejects.toMatchObject({
      code: 'SUBNET_UNKNOWN',
    })
    devnet.setStorage('SubtensorModule', 'StartCallDelay', [], 30n)
    const { problems } = await planStart(client, { netuid, coldkey: alice.address })
    expect(problems).toMatchObject([{ code: 'SUBNET_START_EARLY' }])
    const retryBlock = problems[0]?.retryBlock as number
    devnet.mine(retryBlock - 2 - devnet.head.number)
    await expect(startSubnet(client, alice, { netuid })).rejects.toMatchObject({ code: 'SUBNET_START_EARLY' })
    devnet.mine(1)
    expect(await startSubnet(client, alice, { netuid })).toBe(retryBlock + 1)
    expect(await blocksMadeBy(() => startSubnet(client, alice, { netuid }))).toBe(0)
  })
})

describe('on a full chain whose registrations wait in a queue', () => {
  it('says that the registration is paid and waits, and finds it at the next run, which pays nothing', async () => {
    await using subnet = await createDevSubnet({ started: false, specVersion: 473 })
    const { client, devnet } = subnet
    const hotkey = createKeypair('//queued-owner').address
    const maxLock = 5_000n * tao
    devnet.setStorage('SubtensorModule', 'NetworkRateLimit', [], 0n)
    devnet.setStorage('SubtensorModule', 'NetworkImmunityPeriod', [], 0n)
    devnet.setStorage('SubtensorModule', 'SubnetLimit', [], 2)
    const { notes, problems } = await planSubnet(client, { hotkey, maxLock, coldkey: bob.address })
    expect([notes.length, problems]).toEqual([2, []])

    const registering = registerSubnet(client, bob, { hotkey, maxLock })
    await expect(registering).rejects.toMatchObject({ code: 'SUBNET_QUEUED' })
    const paid = devnet.state.System.Account.get(accountOf(bob.address)).data.free
    await expect(registerSubnet(client, bob, { hotkey, maxLock })).rejects.toMatchObject({
      code: 'SUBNET_QUEUED',
    })
    devnet.mine()
    const netuid = await registerSubnet(client, bob, { hotkey, maxLock })
    expect(devnet.state.SubtensorModule.SubnetOwner.get(netuid)).toBe(accountOf(bob.address))
    expect(devnet.state.System.Account.get(accountOf(bob.address)).data.free).toBe(paid)
  })
})
