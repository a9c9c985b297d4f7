import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { adder } from '../testing/adder.js'
import type { StartDevnetOptions } from './options.js'
import { startDevnet } from './start-devnet.js'

const quiet = { signals: false, log: false, port: 0 } as const
const accountOf = (uri: string) => `0x${Buffer.from(createKeypair(uri).publicKey).toString('hex')}`

describe('startDevnet', () => {
  it('has a subnet that is ready: started, with hyperparameters, neurons and permits', async () => {
    await using devnet = await startDevnet({ ...quiet, subnet: adder, miners: 2, validators: 2, tempo: 30 })
    const { netuid, chain, miners, validators } = devnet
    const { SubtensorModule: state } = chain.state
    expect([miners, validators]).toEqual([
      ['//miner-1', '//miner-2'],
      ['//validator-1', '//validator-2'],
    ])
    const uid = (uri: string) => state.Uids.get(netuid, accountOf(uri)) ?? -1
    const permits = state.ValidatorPermit.get(netuid)
    expect(validators.map((uri) => permits[uid(uri)])).toEqual([true, true])
    expect(miners.map((uri) => permits[uid(uri)])).toEqual([false, false])
    expect(state.CommitRevealWeightsEnabled.get(netuid)).toBe(false)
    expect([state.Tempo.get(netuid), state.SubnetEmissionEnabled.get(netuid)]).toEqual([30, true])
    expect(devnet.network).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/)
  })

  it.each([381, 473])('is ready under the runtime of spec %i, too', async (specVersion) => {
    await using devnet = await startDevnet({ ...quiet, subnet: adder, tempo: 30, specVersion })
    const { netuid, chain } = devnet
    const { SubtensorModule: state, System } = chain.state
    expect(System.LastRuntimeUpgrade.get()?.spec_version).toBe(specVersion)
    const uid = state.Uids.get(netuid, accountOf('//validator-1')) ?? -1
    expect(state.ValidatorPermit.get(netuid)[uid]).toBe(true)
  })

  it('defect: pays its miners, whose hotkeys do not belong to the owner of the subnet', async () => {
    await using devnet = await startDevnet({ ...quiet, subnet: adder })
    const { netuid, chain } = devnet
    const account = accountOf('//miner-1')
    const stake = () => chain.state.SubtensorModule.TotalHotkeyAlpha.get(account, netuid) ?? 0n
    expect(stake()).toBe(0n)
    const uid = chain.state.SubtensorModule.Uids.get(netuid, account) ?? -1
    const validator = chain.impersonate(createKeypair('//validator-1').address)
    const weights = { netuid, dests: [uid], weights: [65_535], version_key: BigInt(adder.version) }
    expect(validator.execute('SubtensorModule', 'set_weights', weights).error).toBeNull()
    for (let epoch = 0; epoch < 3; epoch++) chain.mineUntilEpoch(netuid)
    expect(stake()).toBeGreaterThan(0n)
  })

  it('logs the uid of every neuron', async () => {
    const messages: string[] = []
    const log = ({ message }: { readonly message: string }) => void messages.push(message)
    await using devnet = await startDevnet({ ...quiet, log, subnet: adder })
    const uid = (uri: string) => devnet.chain.state.SubtensorModule.Uids.get(devnet.netuid, accountOf(uri))
    const [miner, validator] = [uid('//miner-1'), uid('//validator-1')]
    expect(messages.join()).toContain(`//miner-1 (uid ${miner}), //validator-1 (uid ${validator})`)
  })

  it('is a bare chain without a subnet', async () => {
    await using devnet = await startDevnet(quiet)
    expect([devnet.miners, devnet.validators, devnet.netuid]).toEqual([[], [], 1])
  })

  it('names a port that is taken', async () => {
    await using other = await createDevnet({ port: 0 })
    const port = Number(new URL(other.url as string).port)
    await expect(startDevnet({ ...quiet, port })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(String(port)),
    })
  })

  it.each([
    { port: -1 },
    { tempo: 0 },
    { miners: Number.NaN },
    { validators: 65 },
    { subnet: 'adder' },
    { x: 1 },
  ])('refuses %j by name', async (options) => {
    const [name = ''] = Object.keys(options)
    await expect(startDevnet({ ...quiet, ...(options as StartDevnetOptions) })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(name),
    })
  })
})
