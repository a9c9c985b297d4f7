import { describe, expect, test } from 'vitest'
import { devAccounts } from '../dev-accounts.js'
import { createDevnet, type Devnet } from '../devnet.js'
import { presetNames, presets } from './presets.js'

const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const hotkey = `0x${'07'.repeat(32)}`

const start = (preset?: (typeof presetNames)[number]) =>
  createDevnet({ seed: 'presets', blockTime: 'manual', ...(preset && { preset }) })

function openSubnet(devnet: Devnet): void {
  const { error } = devnet.impersonate(alice).execute('SubtensorModule', 'register_network', { hotkey })
  expect(error).toBeNull()
}

describe('fast', () => {
  test('a new subnet has a short tempo, and an epoch every so many blocks', async () => {
    await using devnet = await start('fast')
    openSubnet(devnet)
    expect(devnet.state.SubtensorModule.Tempo.get(2)).toBe(10)
    expect(devnet.state.SubtensorModule.ImmunityPeriod.get(2)).toBe(50)
    expect(devnet.state.SubtensorModule.Yuma3On.get(2)).toBe(true)
    const first = devnet.mineUntilEpoch(2)
    expect(devnet.mineUntilEpoch(2).number).toBe(first.number + 10)
  })

  test('owners may set again and again what the chain would make them wait for', async () => {
    const setTwice = async (preset?: 'fast') => {
      await using devnet = await start(preset)
      openSubnet(devnet)
      const owner = devnet.impersonate(alice)
      return [1, 2].map(
        (kappa) => owner.execute('AdminUtils', 'sudo_set_rho', { netuid: 2, rho: kappa }).error,
      )
    }
    expect(await setTwice('fast')).toEqual([null, null])
    expect(await setTwice()).toEqual([null, 'SubtensorModule.TxRateLimitExceeded'])
  })

  test('a second network at once', async () => {
    await using devnet = await start('fast')
    openSubnet(devnet)
    openSubnet(devnet)
    expect(devnet.state.SubtensorModule.TotalNetworks.get()).toBe(4)
  })

  test('its clock goes by 250 ms', async () => {
    await using devnet = await start('fast')
    const before = devnet.head.timestamp
    devnet.mine(4)
    expect(devnet.head.timestamp).toBe(before + 1_000)
  })
})

describe('localnet', () => {
  test('is what official clients test on: //Alice owns root, limits are the chain’s own, names and symbols too', async () => {
    await using devnet = await start('localnet')
    const { SubtensorModule: subtensor } = devnet.state
    expect(subtensor.SubnetOwner.get(0)).toBe(devAccounts[0]?.account)
    expect(subtensor.TxRateLimit.get()).toBe(1000n)
    expect(subtensor.AdminFreezeWindow.get()).toBe(10)
    expect(subtensor.NetworkRateLimit.get()).toBe(0n)
    expect(subtensor.ColdkeySwapReannouncementDelay.get()).toBe(10)
    openSubnet(devnet)
    expect(devnet.state.SubtensorModule.Tempo.get(2)).toBe(10)
    expect(devnet.blockTime).toBe('manual')
  })

  test('defect: the genesis has no weights restrictions, symbols, and one registration an interval on root', async () => {
    await using devnet = await start()
    const { SubtensorModule: subtensor } = devnet.state
    const symbol = (netuid: number) => Buffer.from(subtensor.TokenSymbol.get(netuid)).toString()
    expect([0, 1].map((netuid) => subtensor.MinAllowedWeights.get(netuid))).toEqual([0, 0])
    expect([symbol(0), symbol(1)]).toEqual(['Τ', 'α'])
    expect(subtensor.TargetRegistrationsPerInterval.get(0)).toBe(1)
    expect(subtensor.SubnetLocked.get(1)).toBe(1n)
  })
})

describe('mainnet-like', () => {
  test('half a TAO a block, every 12 seconds, and a stake threshold', async () => {
    await using devnet = await start('mainnet-like')
    const before = devnet.head.timestamp
    devnet.mine()
    expect(devnet.head.timestamp).toBe(before + 12_000)
    expect(devnet.state.SubtensorModule.BlockEmission.get()).toBe(500_000_000n)
    expect(devnet.state.SubtensorModule.StakeThreshold.get()).toBe(1_000_000_000_000n)
    expect(Number(devnet.state.SubtensorModule.TaoWeight.get()) / 2 ** 64).toBeCloseTo(0.18, 12)
    openSubnet(devnet)
    expect(devnet.state.SubtensorModule.Tempo.get(2)).toBe(360)
  })
})

test('presets differ in their genesis, and every item that one names is there', async () => {
  const hashes = new Set<string>()
  for (const name of [undefined, ...presetNames]) {
    await using devnet = await start(name)
    hashes.add(devnet.head.hash)
    const { SubtensorModule } = devnet.state
    for (const [item, value] of Object.entries(name ? (presets[name].genesis.SubtensorModule ?? {}) : {})) {
      expect(SubtensorModule[item as 'TxRateLimit'].get()).toBe(value)
    }
  }
  expect(hashes.size).toBe(4)
})

test('an unknown preset is refused by name', async () => {
  await expect(createDevnet({ preset: 'quick' as never })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    fix: expect.stringMatching(/fast.*localnet.*mainnet-like/s),
  })
})
