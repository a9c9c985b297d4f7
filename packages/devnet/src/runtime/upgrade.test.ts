import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { expect, test, vi } from 'vitest'
import { createDevnet, type Devnet } from '../devnet.js'

async function connect(devnet: Devnet) {
  await cryptoWaitReady()
  const provider = new WsProvider(devnet.url) as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  return Object.assign(api, { [Symbol.asyncDispose]: () => api.disconnect() })
}

const specOf = (api: ApiPromise) => api.runtimeVersion.specVersion.toNumber()

test('an upgrade is told to those who follow the version, and gives them the calls that came with it', async () => {
  await using devnet = await createDevnet({ port: 0, specVersion: 381 })
  await using api = await connect(devnet)
  const upgraded: string[] = []
  const stop = await api.rpc.state.subscribeRuntimeVersion((version) => {
    upgraded.push(version.specVersion.toString())
  })
  expect([specOf(api), api.tx.subtensorModule?.registerLimit]).toEqual([381, undefined])
  devnet.upgradeRuntime(425)
  await vi.waitFor(() => expect(api.tx.subtensorModule?.registerLimit).toBeDefined(), { timeout: 20_000 })
  expect(specOf(api)).toBe(425)
  await vi.waitFor(() => expect(upgraded).toEqual(['381', '425']))
  stop()
})

test('an upgrade from 425 to 473 takes items away, and clients read the shares in their new form', async () => {
  await using devnet = await createDevnet({ port: 0, specVersion: 425 })
  await using api = await connect(devnet)
  const items = () => Object.keys(api.query.subtensorModule ?? {})
  expect(items()).toEqual(expect.arrayContaining(['alpha', 'totalHotkeyShares', 'alphaMapLastKey']))
  const [[hotkey, coldkey, netuid]] = [...devnet.state.SubtensorModule.Alpha.keys()] as [
    [string, string, number],
  ]
  devnet.upgradeRuntime(473)
  await vi.waitFor(() => expect(items()).not.toContain('alpha'), { timeout: 20_000 })
  expect(items()).toContain('alphaV2')
  expect(items()).not.toContain('totalHotkeyShares')
  expect(items()).not.toContain('alphaMapLastKey')
  const share = await api.query.subtensorModule!.alphaV2!(hotkey, coldkey, netuid)
  expect(share.toJSON()).toEqual({ mantissa: 1, exponent: 9 })
})

test('a chain shows earlier blocks under the version that they had', async () => {
  await using devnet = await createDevnet({ port: 0 })
  await using api = await connect(devnet)
  const before = devnet.mine()
  devnet.mine()
  devnet.upgradeRuntime(426)
  const after = devnet.mine()
  const at = async (hash: string) => (await api.rpc.state.getRuntimeVersion(hash)).specVersion.toNumber()
  expect([await at(before), await at(after)]).toEqual([425, 426])
})

test('a signature for the version before counts no longer, and a call that came later is not known', async () => {
  await using devnet = await createDevnet({ port: 0 })
  await using api = await connect(devnet)
  const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
  const remark = await api.tx.system!.remark!('0x00').signAsync(alice)
  const newer = api.tx.subtensorModule!.triggerEpoch!(1)
  devnet.upgradeRuntime(422)
  await expect(api.rpc.author.submitExtrinsic(remark.toHex())).rejects.toThrow('bad signature')
  // The client still has the metadata that knew the call, but signs for the runtime of now.
  const signed = newer.sign(alice, {
    blockHash: api.genesisHash,
    genesisHash: api.genesisHash,
    nonce: 0,
    runtimeVersion: { specVersion: 422, transactionVersion: 1 } as never,
  })
  await expect(api.rpc.author.submitExtrinsic(signed.toHex())).rejects.toThrow(
    'spec 422 has no call SubtensorModule.trigger_epoch',
  )
})

test('clients read from the metadata how long a block takes', async () => {
  await using fast = await createDevnet({ port: 0, blockTime: 250 })
  await using slow = await createDevnet({ port: 0, blockTime: 'manual' })
  await using api = await connect(fast)
  await using other = await connect(slow)
  const slot = (of: ApiPromise) => of.consts.aura?.slotDuration?.toString()
  expect([slot(api), slot(other)]).toEqual(['250', '12000'])
})

test.each([0, 1.5, 2 ** 32, Number.NaN])('%d is no version', async (version) => {
  await using devnet = await createDevnet()
  expect(() => devnet.upgradeRuntime(version)).toThrow(expect.objectContaining({ code: 'BAD_NUMBER' }))
  await expect(createDevnet({ specVersion: version })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

test('a chain is the same one under another runtime, also when it comes back with one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-upgrade-'))
  const stateFile = join(folder, 'chain.state')
  try {
    await using plain = await createDevnet({ seed: 'same' })
    const first = await createDevnet({ seed: 'same', specVersion: 381, stateFile })
    expect(first.state.System.BlockHash.get(0)).toBe(plain.state.System.BlockHash.get(0))
    first.mine(2)
    const { head } = first
    await first.close()
    await using same = await createDevnet({ stateFile, seed: 'same' })
    expect(await specAt(same)).toBe(381)
    await same.close()
    await using again = await createDevnet({ stateFile, seed: 'same', specVersion: 426 })
    expect([again.head.hash, await specAt(again)]).toEqual([head.hash, 426])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function specAt(devnet: Devnet): Promise<number> {
  const { specVersion } = await devnet.provider.send<{ specVersion: number }>('state_getRuntimeVersion', [])
  return specVersion
}
