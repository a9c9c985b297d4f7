import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alice, bob, createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'
import { planTake, setTake } from './take.js'

describe('take', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet()
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const hotkey = () => subnet.ownerHotkey.address

  it('is lowered and raised to the nearest share below, once', async () => {
    const { client, devnet, blocksMadeBy } = subnet
    devnet.setStorage('SubtensorModule', 'TxDelegateTakeRateLimit', [], 0n)
    expect(await setTake(client, alice, { hotkey: hotkey(), take: 0.1 })).toBe(6553 / 65_535)
    devnet.mine(1)
    expect(await setTake(client, alice, { hotkey: hotkey(), take: 0.18 })).toBe(11_796 / 65_535)
    const again = await blocksMadeBy(() => setTake(client, alice, { hotkey: hotkey(), take: 0.18 }))
    expect(again).toBe(0)
  })

  it('takes back what it returned', async () => {
    const { client, blocksMadeBy } = subnet
    const held = await setTake(client, alice, { hotkey: hotkey(), take: 0.09 })
    expect(await blocksMadeBy(() => setTake(client, alice, { hotkey: hotkey(), take: held }))).toBe(0)
  })

  it('says from which block on it can be raised, and is right', async () => {
    const { client, devnet } = subnet
    devnet.setStorage('SubtensorModule', 'TxDelegateTakeRateLimit', [], 10n)
    await setTake(client, alice, { hotkey: hotkey(), take: 0.05 })
    const raise = { hotkey: hotkey(), take: 0.06 }
    const { problems } = await planTake(client, { ...raise, coldkey: alice.address })
    expect(problems).toMatchObject([{ code: 'RATE_LIMITED' }])
    const retryBlock = problems[0]?.retryBlock as number
    devnet.mine(retryBlock - 2 - devnet.head.number)
    await expect(setTake(client, alice, raise)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    devnet.mine(1)
    await setTake(client, alice, raise)
    expect(devnet.head.number).toBe(retryBlock)
  })

  it.each([
    ['TAKE_OUT_OF_RANGE', () => ({ take: 0.19 })],
    ['SIGNER', () => ({ coldkey: bob })],
    ['HOTKEY_UNKNOWN', () => ({ hotkey: createKeypair('//nobody').address })],
  ] as const)('refuses %s before anything is sent', async (code, changes) => {
    const { client, blocksMadeBy } = subnet
    const { coldkey = alice, ...rest } = { coldkey: alice, ...changes() }
    const made = await blocksMadeBy(async () => {
      const asked = setTake(client, coldkey, { hotkey: hotkey(), take: 0.1, ...rest })
      await expect(asked).rejects.toMatchObject({ code: code === 'SIGNER' ? 'HOTKEY_OF_ANOTHER' : code })
    })
    expect(made).toBe(0)
  })
})
