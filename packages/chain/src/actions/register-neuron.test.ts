import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runPlan } from '../plan/run-plan.js'
import { accountOf, alice, bob, createDevSubnet, type DevSubnet, tao } from '../testing/dev-subnet.js'
import { readBalance } from './balance.js'
import { planRegistration, registerNeuron } from './register-neuron.js'

describe('registration of a neuron', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet()
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const hotkey = createKeypair('//new-hotkey').address
  const parameters = () => ({ netuid: subnet.netuid, hotkey, maxBurn: 2n * tao })

  it('plans first: the call, the burn, the balance and the cap, and sends nothing', async () => {
    const { client, devnet, blocksMadeBy } = subnet
    const burn = devnet.state.SubtensorModule.Burn.get(subnet.netuid)
    const made = await blocksMadeBy(async () => {
      const plan = await planRegistration(client, { ...parameters(), coldkey: bob.address })
      expect(plan).toMatchObject({
        signer: { key: 'coldkey', address: bob.address },
        done: false,
        cost: burn,
        fee: expect.any(BigInt),
        cap: 2n * tao,
        balance: await readBalance(client, bob.address),
        problems: [],
        block: { number: devnet.head.number, hash: devnet.head.hash },
      })
      expect(plan.steps).toEqual([
        {
          call: {
            pallet: 'SubtensorModule',
            call: 'register_limit',
            args: [subnet.netuid, hotkey, 2n * tao],
          },
          description: `registers hotkey ${hotkey} on subnet ${subnet.netuid}`,
          cost: burn,
        },
      ])
    })
    expect(made).toBe(0)
  })

  it('registers once and reads the uid back', async () => {
    const { client, devnet, netuid, blocksMadeBy } = subnet
    const before = await readBalance(client, bob.address)
    const uid = await registerNeuron(client, bob, parameters())
    expect(devnet.state.SubtensorModule.Uids.get(netuid, accountOf(hotkey))).toBe(uid)
    const paid = await readBalance(client, bob.address)
    expect(paid).toBeLessThan(before)

    const again = await blocksMadeBy(async () => {
      expect(await registerNeuron(client, bob, parameters())).toBe(uid)
    })
    expect(again).toBe(0)
    expect(await readBalance(client, bob.address)).toBe(paid)
    const plan = await planRegistration(client, { ...parameters(), coldkey: bob.address })
    expect(plan).toMatchObject({ done: true, steps: [], cost: 0n, problems: [] })
  })

  it('pays the fee alone when the burn rises above the cap between plan and inclusion', async () => {
    const { client, devnet, netuid } = subnet
    const plan = await planRegistration(client, { ...parameters(), coldkey: bob.address })
    const before = await readBalance(client, bob.address)
    devnet.setStorage('SubtensorModule', 'Burn', [netuid], 3n * tao)
    await expect(runPlan(client, bob, plan)).rejects.toMatchObject({
      code: 'PRICE_ABOVE_CAP',
      details: { cap: 2n * tao },
    })
    expect(await readBalance(client, bob.address)).toBe(before - plan.fee)
    expect(devnet.state.SubtensorModule.Uids.get(netuid, accountOf(hotkey))).toBeUndefined()
  })

  it('counts what another run has done meanwhile', async () => {
    const { client, blocksMadeBy } = subnet
    const plan = await planRegistration(client, { ...parameters(), coldkey: bob.address })
    const uid = await registerNeuron(client, bob, parameters())
    const made = await blocksMadeBy(async () => {
      expect(await runPlan(client, bob, plan)).toMatchObject({ value: uid, changed: false })
    })
    expect(made).toBe(1) // it was sent, and refused
  })

  it.each([
    ['PRICE_ABOVE_CAP', () => ({ maxBurn: 1n })],
    ['SUBNET_UNKNOWN', () => ({ netuid: 77 })],
    ['BALANCE_TOO_LOW', () => ({ coldkey: createKeypair('//poor') })],
    ['HOTKEY_OF_ANOTHER', () => ({ hotkey: subnet.ownerHotkey.address })],
  ] as const)('refuses with %s before anything is sent', async (code, changes) => {
    const { client, blocksMadeBy } = subnet
    const { coldkey = bob, ...rest } = { coldkey: bob, ...changes() }
    const made = await blocksMadeBy(async () => {
      const asked = registerNeuron(client, coldkey, { ...parameters(), ...rest })
      await expect(asked).rejects.toMatchObject({ code })
    })
    expect(made).toBe(0)
  })

  it('says that registration is closed, and who opens it', async () => {
    const { client, devnet, netuid } = subnet
    devnet.setStorage('SubtensorModule', 'NetworkRegistrationAllowed', [netuid], false)
    const asked = registerNeuron(client, alice, parameters())
    await expect(asked).rejects.toMatchObject({
      code: 'REGISTRATION_CLOSED',
      fix: expect.stringContaining('root'),
    })
  })

  it('notes that a full subnet prunes a neuron for the new one', async () => {
    const { client, devnet, netuid } = subnet
    devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], 1)
    const { notes, problems } = await planRegistration(client, { ...parameters(), coldkey: bob.address })
    expect(problems).toEqual([])
    expect(notes.join()).toContain('is replaced')
    devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], 0)
    await expect(registerNeuron(client, bob, parameters())).rejects.toMatchObject({ code: 'SUBNET_FULL' })
  })

  it('registers on root, and says when the interval is full', async () => {
    const { client, devnet } = subnet
    const root = { netuid: 0, hotkey, maxBurn: 0n }
    devnet.setStorage('SubtensorModule', 'RegistrationsThisInterval', [0], 600)
    devnet.setStorage('SubtensorModule', 'LastAdjustmentBlock', [0], 0n)
    await expect(registerNeuron(client, bob, root)).rejects.toMatchObject({ code: 'REGISTRATIONS_EXHAUSTED' })
    devnet.setStorage('SubtensorModule', 'RegistrationsThisInterval', [0], 0)
    expect(await registerNeuron(client, bob, root)).toBe(
      devnet.state.SubtensorModule.Uids.get(0, accountOf(hotkey)),
    )
  })

  it('is signed by whom the plan is for', async () => {
    const { client } = subnet
    const plan = await planRegistration(client, { ...parameters(), coldkey: bob.address })
    await expect(runPlan(client, alice, plan)).rejects.toMatchObject({ code: 'SIGNER_WRONG' })
  })
})
