import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { devAccounts } from '../dev-accounts.js'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'
import { loadFork } from './load.js'
import { portsTo } from './testing/ports.js'
import { coldkeyOf, createSource, emit, hotkeyOf, sourceNetuid as netuid, run } from './testing/source.js'

/** All that an epoch of the subnet decides. */
function epochOf({ state: { SubtensorModule: subtensor } }: Devnet, count: number) {
  return {
    incentive: subtensor.Incentive.get(netuid),
    dividends: subtensor.Dividends.get(netuid),
    consensus: subtensor.Consensus.get(netuid),
    emission: subtensor.Emission.get(netuid),
    permits: subtensor.ValidatorPermit.get(netuid),
    bonds: [...subtensor.Bonds.entries(netuid)],
    stakes: Array.from({ length: count }, (_, uid) => subtensor.TotalHotkeyAlpha.get(hotkeyOf(uid), netuid)),
    root: [...subtensor.RootAlphaDividendsPerSubnet.entries(netuid)],
    claimable: Array.from({ length: count }, (_, uid) => subtensor.RootClaimable.get(hotkeyOf(uid))),
    issuance: subtensor.TotalIssuance.get(),
    pool: [
      subtensor.SubnetTAO.get(netuid),
      subtensor.SubnetAlphaIn.get(netuid),
      subtensor.SubnetAlphaOut.get(netuid),
    ],
    dividendsOfStakers: [...subtensor.AlphaDividendsPerSubnet.entries(netuid)],
  }
}

describe('a fork of a subnet of a second devnet', () => {
  test('defect: its first block can be read by clients that ask for the runtime of the parent', async () => {
    await using source = await createSource({ validators: 1, miners: 1 })
    await using fork = await forkOf(source)
    const ask = <T>(method: string, ...params: unknown[]) => fork.provider.send<T>(method, params)
    const { parentHash } = await ask<{ parentHash: string }>('chain_getHeader', fork.head.hash)
    expect(await ask('state_getRuntimeVersion', parentHash)).toMatchObject({ specVersion: 425 })
    expect(await ask('state_getMetadata', parentHash)).toBe(await ask('state_getMetadata'))
    expect(await ask('state_call', 'Metadata_metadata_versions', '0x', parentHash)).toMatch(/^0x0c/)
    // Nothing else is known of it.
    expect(await ask('chain_getHeader', parentHash)).toBeNull()
    for (const read of [
      ['state_getStorage', '0x00', parentHash],
      ['state_getRuntimeVersion', `0x${'00'.repeat(32)}`],
    ])
      await expect(ask(...(read as [string]))).rejects.toMatchObject({ code: 4003 })
  })

  test('the epochs after it are those of its source, bit for bit', async () => {
    await using source = await createSource({ validators: 3, miners: 5 }, { port: 0 })
    await using fork = await createDevnet({ blockTime: 'manual', fork: { endpoint: source.url!, netuid } })
    expect(fork.head).toEqual(source.head)
    expect(epochOf(fork, 9)).toEqual(epochOf(source, 9))
    for (let epoch = 0; epoch < 3; epoch++) {
      const [there, here] = [source.mineUntilEpoch(netuid), fork.mineUntilEpoch(netuid)]
      expect(here.number).toBe(there.number)
      expect(epochOf(fork, 9)).toEqual(epochOf(source, 9))
    }
    const { incentive, root } = epochOf(fork, 9)
    expect(incentive.some((share) => share > 0)).toBe(true)
    expect(root.length).toBeGreaterThan(0)
  })

  test('also where another subnet takes its part of the emission', async () => {
    await using source = await createSource({ validators: 2, miners: 2 })
    run(source, coldkeyOf(1), 'SubtensorModule', 'register_network', { hotkey: hotkeyOf(100) })
    run(source, coldkeyOf(1), 'SubtensorModule', 'start_call', { netuid: 3 })
    // An epoch of the other subnet would change what it gets.
    source.setStorage('SubtensorModule', 'Tempo', [3], 0)
    emit(source, 3)
    source.mineUntilEpoch(netuid)
    await using fork = await forkOf(source)
    expect(source.state.SubtensorModule.SubnetTaoInEmission.get(3)).toBeGreaterThan(0n)
    source.mineUntilEpoch(netuid)
    fork.mineUntilEpoch(netuid)
    expect(epochOf(fork, 5)).toEqual(epochOf(source, 5))
    expect(fork.state.SubtensorModule.SubnetworkN.get(3)).toBe(0)
    expect(fork.fork!.notes).toEqual([
      expect.stringContaining('Other subnets (2)'),
      expect.stringContaining('state_getReadProof'),
    ])
  })

  test('shows what other weights would have paid', async () => {
    await using source = await createSource({ validators: 2, miners: 2 })
    await using fork = await forkOf(source)
    const paidWith = (weights: number[]) => {
      const before = fork.snapshot()
      const args = { netuid, dests: [3, 4], weights, version_key: 0n }
      for (const uid of [1, 2]) run(fork, hotkeyOf(uid), 'SubtensorModule', 'set_weights', args)
      fork.mineUntilEpoch(netuid)
      const { Emission, Incentive } = fork.state.SubtensorModule
      const result = { emission: Emission.get(netuid).slice(3), incentive: Incentive.get(netuid).slice(3) }
      fork.revert(before)
      return result
    }
    const [first, second] = [paidWith([65_535, 0]), paidWith([0, 65_535])]
    expect(first.incentive).toEqual([65_535, 0])
    expect(second.incentive).toEqual([0, 65_535])
    expect(first.emission).toEqual(second.emission.toReversed())
  })

  test('has a genesis of its own, so that nothing that is signed for it counts on the chain that was forked', async () => {
    await using source = await createSource({ validators: 1, miners: 1 })
    await using fork = await forkOf(source)
    const genesis = await Promise.all(
      [source, fork].map(({ provider }) => provider.send<string>('chain_getBlockHash', [0])),
    )
    expect(genesis[0]).not.toBe(genesis[1])
    expect(fork.fork).toMatchObject({ netuid, genesis: genesis[0], hash: source.head.hash })
    // And keys of a development chain.
    expect(
      fork.impersonate('root').execute('AdminUtils', 'sudo_set_tempo', { netuid, tempo: 7 }).error,
    ).toBeNull()
    expect(fork.state.System.Account.get(devAccounts[0]!.account).data.free).toBeGreaterThan(0n)
  })

  test('follows the rules and the schedule of an older runtime', async () => {
    await using source = await createSource({ validators: 1, miners: 1 })
    source.upgradeRuntime(381)
    await using fork = await forkOf(source)
    expect(fork.state.System.LastRuntimeUpgrade.get()?.spec_version).toBe(381)
    for (let epoch = 0; epoch < 2; epoch++) {
      expect(fork.mineUntilEpoch(netuid).number).toBe(source.mineUntilEpoch(netuid).number)
      expect(epochOf(fork, 3)).toEqual(epochOf(source, 3))
    }
  })

  test('goes on from a runtime since 473, whose shares are decimal, with the same stakes', async () => {
    await using source = await createSource({ validators: 1, miners: 1 })
    source.upgradeRuntime(473)
    await using fork = await forkOf(source)
    const shares = ({ state }: Devnet) => [...state.SubtensorModule.AlphaV2.entries(hotkeyOf(1))]
    expect(shares(fork)).toEqual(shares(source))
    expect(shares(fork).length).toBeGreaterThan(0)
    expect([...fork.state.SubtensorModule.Alpha.keys()]).toEqual([])
    expect(fork.mineUntilEpoch(netuid).number).toBe(source.mineUntilEpoch(netuid).number)
    expect(epochOf(fork, 3)).toEqual(epochOf(source, 3))
  })

  test('begins final, however far finality trails', async () => {
    await using source = await createSource({ validators: 1, miners: 1 })
    await using fork = await forkOf(source, { finalityDelay: 3 })
    const final = () => fork.provider.send<string>('chain_getFinalizedHead', [])
    expect(await final()).toBe(source.head.hash)
    fork.mine(2)
    expect(await final()).toBe(source.head.hash)
    const { hash } = fork.head
    fork.mine(3)
    expect(await final()).toBe(hash)
  })

  test('reads shares of newer runtimes', async () => {
    await using source = await createSource({ validators: 1, miners: 1 })
    const holding = [hotkeyOf(1), coldkeyOf(1), netuid] as const
    const { Alpha, TotalHotkeyShares } = source.state.SubtensorModule
    const [own, total] = [Alpha.get(...holding), TotalHotkeyShares.get(holding[0], netuid)]
    // Whole shares, so that no fraction is lost.
    const whole = (bits: bigint) => ({ mantissa: (bits >> 64n) * 100n, exponent: -2n })
    source.setStorage('SubtensorModule', 'AlphaV2', [...holding], whole(own))
    source.setStorage('SubtensorModule', 'Alpha', [...holding], undefined)
    source.setStorage('SubtensorModule', 'TotalHotkeySharesV2', [holding[0], netuid], whole(total))
    source.setStorage('SubtensorModule', 'TotalHotkeyShares', [holding[0], netuid], undefined)
    await using fork = await forkOf(source)
    expect(fork.state.SubtensorModule.Alpha.get(...holding)).toBe((own >> 64n) << 64n)
    expect(fork.state.SubtensorModule.TotalHotkeyShares.get(holding[0], netuid)).toBe((total >> 64n) << 64n)
  })

  test('is kept in a state file, and resumes without its endpoint', async () => {
    await using source = await createSource({ validators: 1, miners: 1 }, { port: 0 })
    const folder = await mkdtemp(join(tmpdir(), 'fork-'))
    try {
      const stateFile = join(folder, 'chain.state')
      const fork = { endpoint: source.url!, netuid }
      const first = await createDevnet({ blockTime: 'manual', stateFile, fork })
      first.mine(3)
      await first.close()
      await source.close()
      await using again = await createDevnet({ blockTime: 'manual', stateFile, fork })
      expect(again.head).toEqual(first.head)
      expect(again.fork).toEqual({ ...first.fork, cached: undefined })
      again.mineUntilEpoch(netuid)
      await expect(
        createDevnet({ blockTime: 'manual', stateFile, fork: { ...fork, netuid: 9 } }),
      ).rejects.toMatchObject({ code: 'BAD_OPTION' })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

/** A fork of a source that listens at no port. */
async function forkOf(source: Devnet, options: DevnetOptions = {}): Promise<Devnet> {
  const folder = await mkdtemp(join(tmpdir(), 'fork-'))
  try {
    const settings = { endpoint: 'ws://127.0.0.1:1', netuid, cache: folder }
    await loadFork(settings, portsTo(source))
    return await createDevnet({ blockTime: 'manual', fork: settings, ...options })
  } finally {
    await rm(folder, { recursive: true })
  }
}

test.each<[string, object]>([
  ['fork.endpoint', { endpoint: 'https://node.example', netuid }],
  ['fork.netuid', { endpoint: 'ws://node.example', netuid: 0 }],
  ['fork.block', { endpoint: 'ws://node.example', netuid, block: 'newest' }],
])('a wrong %s is CONFIG_INVALID', async (name, fork) => {
  await expect(createDevnet({ fork: fork as never })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(name),
  })
})

test('a fork takes no preset', async () => {
  const fork = { endpoint: 'ws://node.example', netuid }
  await expect(createDevnet({ preset: 'fast', fork })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
