import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registerNeuron } from '../actions/register-neuron.js'
import { runPlan } from '../plan/run-plan.js'
import { alice, bob, createDevSubnet, type DevSubnet, tao } from '../testing/dev-subnet.js'
import { newSubnet } from './new-subnet-state.js'
import { applyHyperparameters, planHyperparameters } from './plan.js'
import { readHyperparameters } from './state.js'
import { hyperparameterNames, type OwnerHyperparameters } from './table.js'
import { otherValues } from './testing/other-values.js'

describe('hyperparameters on the devnet', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet()
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const apply = (wanted: OwnerHyperparameters) =>
    applyHyperparameters(subnet.client, alice, { netuid: subnet.netuid, wanted })
  const values = async () => (await readHyperparameters(subnet.client, { netuid: subnet.netuid })).values
  /** Goes to the start of the next epoch, out of every freeze window. */
  const settle = () => subnet.devnet.mineUntilEpoch(subnet.netuid)
  /** Takes the owner's pauses between changes away. */
  const endPauses = () => subnet.devnet.setStorage('SubtensorModule', 'OwnerHyperparamRateLimit', [], 0)

  it('reads all of the table at one block', async () => {
    const { client, netuid, devnet } = subnet
    const state = await readHyperparameters(client, { netuid })
    expect(state.missing).toEqual([])
    expect(Object.keys(state.values)).toEqual([...hyperparameterNames])
    expect(state.block).toMatchObject({ number: devnet.head.number, hash: devnet.head.hash })
    expect(state.values).toMatchObject({
      tempo: 360,
      immunityPeriod: 5000,
      commitReveal: true,
      maxBurn: 100n * tao,
      alphaValues: [45_875, 58_982],
      mechanismEmissionSplit: null,
      recycleOrBurn: 'burn',
      ownerHotkey: subnet.ownerHotkey.address,
    })
    expect(state.values.burnIncreaseMult).toBeCloseTo(1.26, 9)
  })

  it('knows what a subnet is created with', async () => {
    const { netuid, block, owner, rates, ...rest } = await readHyperparameters(subnet.client, {
      netuid: subnet.netuid,
    })
    const { values: made } = rest
    const { values: known } = newSubnet
    expect({ ...newSubnet, netuid, block, owner, rates, values: {} }).toEqual({
      ...rest,
      netuid,
      block,
      owner,
      rates,
      values: {},
    })
    expect(Object.values(rates).every(({ last }) => last === 0)).toBe(true)
    expect({ ...made, ownerHotkey: '', burnIncreaseMult: made.burnIncreaseMult?.toFixed(9) }).toEqual({
      ...known,
      ownerHotkey: '',
      burnIncreaseMult: '1.260000000',
    })
  })

  it('sets every one that an owner may set, in one extrinsic, and then none', async () => {
    const { client, devnet, netuid, ownerHotkey, blocksMadeBy } = subnet
    settle()
    const before = await values()
    const plan = await planHyperparameters(client, { netuid, wanted: otherValues, coldkey: alice.address })
    expect(plan.problems).toEqual([])
    expect(plan.steps.at(-1)?.call.call).toBe('set_tempo')
    expect(plan.changes.every(({ waits }) => waits === null)).toBe(true)
    const head = devnet.head.number
    const { value } = await runPlan(client, alice, plan)
    expect(devnet.head.number).toBe(head + 1)
    expect(new Set(value)).toEqual(new Set(Object.keys(otherValues)))
    const { ownerHotkey: own, ...after } = await values()
    expect(own).toBe(ownerHotkey.address)
    expect(after).toMatchObject(otherValues)
    expect(before).not.toMatchObject(otherValues)
    const again = await blocksMadeBy(async () => {
      expect(await apply(otherValues)).toEqual({ applied: [], waiting: [] })
    })
    expect(again).toBe(0)
  })

  it('waits for its rate limit with the block that is right, and sets the others meanwhile', async () => {
    const { devnet } = subnet
    settle()
    expect(await apply({ immunityPeriod: 6000 })).toEqual({ applied: ['immunityPeriod'], waiting: [] })
    const changed = devnet.head.number
    const wanted = { immunityPeriod: 7000, servingRateLimit: 7 }
    const { applied, waiting } = await apply(wanted)
    expect(applied).toEqual(['servingRateLimit'])
    expect(waiting).toMatchObject([
      { name: 'immunityPeriod', from: '6000', to: '7000', waits: { retryBlock: changed + 720 } },
    ])
    // In the block before it is still too early; both blocks lie outside the freeze window.
    devnet.mine(changed + 718 - devnet.head.number)
    expect((await apply(wanted)).applied).toEqual([])
    devnet.mine(1)
    expect(await apply(wanted)).toEqual({ applied: ['immunityPeriod'], waiting: [] })
    expect(devnet.head.number).toBe(changed + 720)
  })

  it('waits for the freeze window with the block that is right', async () => {
    const { client, devnet, netuid, blocksMadeBy } = subnet
    settle()
    const epoch = devnet.head.number + 360
    // The last block that takes changes is ten before the epoch.
    devnet.mine(349)
    expect((await apply({ servingRateLimit: 8 })).applied).toEqual(['servingRateLimit'])
    expect(devnet.head.number).toBe(epoch - 10)
    const wanted = { immunityPeriod: 6000, minBurn: 600_000n }
    const frozen = await planHyperparameters(client, { netuid, wanted, coldkey: alice.address })
    expect(frozen).toMatchObject({ done: false, steps: [], problems: [] })
    for (const { waits } of frozen.changes) expect(waits).toMatchObject({ retryBlock: epoch })
    const made = await blocksMadeBy(async () => {
      expect((await apply(wanted)).waiting.map(({ name }) => name)).toEqual(['immunityPeriod', 'minBurn'])
    })
    expect(made).toBe(0)
    devnet.mine(epoch - 2 - devnet.head.number)
    expect((await apply(wanted)).applied).toEqual([])
    devnet.mine(1)
    expect((await apply(wanted)).applied).toEqual(['immunityPeriod', 'minBurn'])
    expect(devnet.head.number).toBe(epoch)
  })

  it('waits also when the freeze window begins between plan and inclusion', async () => {
    const { client, devnet, netuid } = subnet
    const epoch = settle().number + 360
    devnet.mine(348)
    const late: typeof client = Object.assign(Object.create(client), {
      turns: async (key: string, work: () => Promise<unknown>) => {
        devnet.mine(3)
        return client.turns(key, work)
      },
    })
    const { applied, waiting } = await applyHyperparameters(late, alice, {
      netuid,
      wanted: { servingRateLimit: 8 },
    })
    expect(applied).toEqual([])
    expect(waiting).toMatchObject([{ name: 'servingRateLimit', waits: { retryBlock: epoch } }])
    expect((await values()).servingRateLimit).toBe(50)
  })

  it('moves both ends of a range without their crossing', async () => {
    endPauses()
    await apply({ minBurn: 600_000n, maxBurn: 200_000_000n })
    expect((await apply({ minBurn: 300_000_000n, maxBurn: 400_000_000n })).applied).toEqual([
      'maxBurn',
      'minBurn',
    ])
    expect((await apply({ minBurn: 100_000_000n, maxBurn: 200_000_000n })).applied).toEqual([
      'minBurn',
      'maxBurn',
    ])
  })

  it('lets what depends on a change wait with it', async () => {
    endPauses()
    await apply({ liquidAlpha: true })
    await apply({ liquidAlpha: false })
    subnet.devnet.setStorage('SubtensorModule', 'OwnerHyperparamRateLimit', [], 2)
    const { applied, waiting } = await apply({ liquidAlpha: true, alphaValues: [40_000, 50_000] })
    expect(applied).toEqual([])
    expect(waiting.map(({ name }) => name)).toEqual(['liquidAlpha', 'alphaValues'])
    expect(waiting[1]?.waits?.reason).toContain('liquidAlpha')
  })

  it('refuses what the lint calls an error, unless it is taken knowingly', async () => {
    const { client, netuid, blocksMadeBy } = subnet
    const wanted = { immunityPeriod: 300 }
    const made = await blocksMadeBy(async () => {
      await expect(apply(wanted)).rejects.toMatchObject({
        code: 'HYPERPARAMETERS_UNSOUND',
        fix: 'Set immunityPeriod above 360, better above 720. To go ahead knowingly, accept immunity.',
      })
      const stranger = applyHyperparameters(client, bob, { netuid, wanted: { rho: 11 } })
      await expect(stranger).rejects.toMatchObject({ code: 'SUBNET_NOT_OWNED' })
      await expect(readHyperparameters(client, { netuid: 99 })).rejects.toMatchObject({
        code: 'SUBNET_UNKNOWN',
      })
      await expect(apply({ tempo: 100 })).rejects.toMatchObject({ code: 'HYPERPARAMETERS_UNSOUND' })
    })
    expect(made).toBe(0)
    const options = { accept: ['immunity'] } as const
    const { applied } = await applyHyperparameters(client, alice, { netuid, wanted, ...options })
    expect(applied).toEqual(['immunityPeriod'])
  })

  it('sets an owner hotkey of the owner', async () => {
    const { client } = subnet
    const hotkey = createKeypair('//another').address
    await registerNeuron(client, alice, { netuid: subnet.netuid, hotkey, maxBurn: 100n * tao })
    expect((await apply({ ownerHotkey: hotkey })).applied).toEqual(['ownerHotkey'])
    expect((await apply({ ownerHotkey: subnet.ownerHotkey.address })).waiting).toMatchObject([
      { name: 'ownerHotkey' },
    ])
  })
})
