import { createKeypair } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setCommitment } from './actions/commitments.js'
import { planRegistration, registerNeuron } from './actions/register-neuron.js'
import { serveAxon } from './actions/serve-axon.js'
import { stakeAtLeast } from './actions/stake.js'
import { setTake } from './actions/take.js'
import { applyHyperparameters, planHyperparameters } from './hyperparameters/plan.js'
import { readHyperparameters } from './hyperparameters/state.js'
import { alice, bob, createDevSubnet, type DevSubnet, tao } from './testing/dev-subnet.js'

describe('commands on the runtime of spec 381', () => {
  let subnet: DevSubnet
  beforeEach(async () => {
    subnet = await createDevSubnet({ specVersion: 381 })
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const hotkey = createKeypair('//old-hotkey')

  it('work with the calls that it has', async () => {
    const { client, netuid, blocksMadeBy } = subnet
    const register = { netuid, hotkey: hotkey.address, maxBurn: 2n * tao }
    const plan = await planRegistration(client, { ...register, coldkey: bob.address })
    expect(plan.steps[0]?.call.call).toBe('burned_register')
    const all = async () => {
      await registerNeuron(client, bob, register)
      await stakeAtLeast(client, bob, { netuid, hotkey: hotkey.address, atLeast: tao })
      await serveAxon(client, hotkey, { netuid, host: '203.0.113.7', port: 8091 })
      await setCommitment(client, hotkey, { netuid, fields: [{ kind: 'Raw', data: Uint8Array.of(1) }] })
      await setTake(client, bob, { hotkey: hotkey.address, take: 0.1 })
      await applyHyperparameters(client, alice, { netuid, wanted: { immunityPeriod: 6000 } })
    }
    expect(await blocksMadeBy(all)).toBe(6)
    expect(await blocksMadeBy(all)).toBe(0)
  })

  it('name the hyperparameters that it does not have', async () => {
    const { client, netuid } = subnet
    const { missing, values } = await readHyperparameters(client, { netuid })
    expect(missing).toContain('activityCutoffFactor')
    expect(missing).toContain('tempo')
    expect(values.tempo).toBe(360) // it can be read, but an owner cannot set it
    const wanted = { tempo: 400, burnHalfLife: 100, rho: 12 }
    const { problems, steps } = await planHyperparameters(client, { netuid, wanted, coldkey: alice.address })
    expect(steps).toEqual([])
    expect(problems.map(({ details }) => details.name)).toEqual(['tempo', 'burnHalfLife'])
    expect(problems[0]?.message).toContain('set_tempo')
  })

  it('count a full interval of registrations, which newer runtimes do not', async () => {
    const { client, devnet, netuid } = subnet
    devnet.setStorage('SubtensorModule', 'RegistrationsThisInterval', [netuid], 6)
    devnet.setStorage('SubtensorModule', 'LastAdjustmentBlock', [netuid], 3n)
    const parameters = { netuid, hotkey: hotkey.address, maxBurn: 2n * tao, coldkey: bob.address }
    const { problems } = await planRegistration(client, parameters)
    expect(problems).toMatchObject([
      { code: 'REGISTRATIONS_EXHAUSTED', details: { count: 6, limit: 3 }, retryBlock: 363 },
    ])
  })
})
