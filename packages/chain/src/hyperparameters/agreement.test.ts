import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submit } from '../extrinsic/submit.js'
import { alice, createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'
import { lintHyperparameters } from './lint.js'
import { applyHyperparameters, planHyperparameters } from './plan.js'
import { readHyperparameters } from './state.js'
import { type OwnerHyperparameters, specOf } from './table.js'
import { otherValues } from './testing/other-values.js'
import { valueArguments } from './value.js'

describe('what the table says of hyperparameters', () => {
  let subnet: DevSubnet
  beforeAll(async () => {
    subnet = await createDevSubnet()
  })
  afterAll(() => subnet[Symbol.asyncDispose]())

  it.each([
    ['tempo', 360, 359],
    ['tempo', 50_400, 50_401],
    ['revealPeriod', 1, 0],
    ['revealPeriod', 100, 101],
    ['maxAllowedUids', 64, 63],
    ['maxAllowedUids', 256, 257],
    ['mechanismCount', 2, 3],
    ['mechanismCount', 1, 0],
    ['activityCutoffFactor', 1000, 999],
    ['activityCutoffFactor', 50_000, 50_001],
    ['activityCutoff', 360, 359],
    ['minBurn', 999_999_999n, 1_000_000_000n],
    ['maxBurn', 100_000_001n, 100_000_000n],
    ['burnHalfLife', 1, 0],
    ['burnHalfLife', 36_100, 36_101],
    ['burnIncreaseMult', 1, 0.999],
    ['burnIncreaseMult', 3, 3.001],
    ['immuneOwnerUids', 1, 0],
    ['immuneOwnerUids', 10, 11],
    ['bondsMovingAverage', 975_000, 975_001],
    ['alphaValues', [1638, 1638], [1637, 2000]],
    ['alphaSigmoidSteepness', 0, -1],
    ['minChildkeyTake', 11_796, 11_797],
  ] as const)(
    'knows the bound of %s as the chain does: %s is taken, %s is not',
    async (name, inside, outside) => {
      const { client, devnet, netuid } = subnet
      const before = devnet.snapshot()
      devnet.setStorage('SubtensorModule', 'LiquidAlphaOn', [netuid], true)
      if (name === 'mechanismCount') devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], 64)
      const state = await readHyperparameters(client, { netuid })
      const bounds = (value: unknown) =>
        lintHyperparameters({ [name]: value }, state).filter(({ rule }) => rule === 'bounds')
      const send = (value: unknown) => {
        const { call } = specOf(name)
        const args = [netuid, ...valueArguments(name, value as never)]
        return submit(client, alice, { pallet: call.pallet, call: call.name, args })
      }
      expect(bounds(outside)).toHaveLength(1)
      await expect(send(outside)).rejects.toMatchObject({ code: 'CHAIN_REJECTED' })
      expect(bounds(inside)).toEqual([])
      await send(inside)
      const { values } = await readHyperparameters(client, { netuid })
      expect(values[name]).toEqual(inside)
      devnet.revert(before)
    },
  )

  it('knows the pause of every one as the chain does', async () => {
    const { client, netuid, ownerHotkey } = subnet
    const values = async () => (await readHyperparameters(client, { netuid })).values
    const before = await values()
    await applyHyperparameters(client, alice, { netuid, wanted: otherValues })
    const back = Object.fromEntries(
      Object.keys(otherValues).map((name) => [name, before[name as keyof typeof otherValues]]),
    ) as OwnerHyperparameters
    const { changes, findings } = await planHyperparameters(client, {
      netuid,
      wanted: back,
      coldkey: alice.address,
    })
    expect(new Set(changes.map(({ name }) => name))).toEqual(new Set(Object.keys(otherValues)))
    const limited = findings.filter(({ rule }) => rule === 'rate-limit').flatMap(({ names }) => names)
    const paused = changes.filter(({ name }) => specOf(name).pause !== null)
    expect(new Set(limited)).toEqual(new Set(paused.map(({ name }) => name)))
    for (const { name } of paused) {
      const { call } = specOf(name)
      const args = [netuid, ...valueArguments(name, back[name] ?? null)]
      await expect(submit(client, alice, { pallet: call.pallet, call: call.name, args })).rejects.toThrow(
        'TxRateLimitExceeded',
      )
    }
    expect(await values()).toMatchObject({ ...otherValues, ownerHotkey: ownerHotkey.address })
  })
})
