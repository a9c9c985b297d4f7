import { describe, expect, test } from 'vitest'
import { toHex } from '../codec/bytes.js'
import { createDevnet } from '../devnet.js'
import { runtimeCall } from '../schema/types/outer.js'
import { itemPrefix } from '../state/keys.js'

const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const stranger = `0x${'5c'.repeat(32)}`
const tempoOfOne = `0x${itemPrefix('SubtensorModule', 'Tempo')}0100`

const start = () => createDevnet({ blockTime: 'manual', seed: 'dev over the wire' })

const encoded = (pallet: string, call: string, args: Record<string, unknown>) =>
  toHex(runtimeCall.codec.enc({ pallet, call, args }))

describe('the developer methods over the wire', () => {
  test('mine, jump to an epoch, set the clock', async () => {
    await using devnet = await start()
    const { provider } = devnet
    expect(await provider.send('dev_mine', [3])).toBe(devnet.head.hash)
    const epoch = await provider.send<{ number: number }>('dev_mineUntilEpoch', [1])
    expect(epoch).toEqual(devnet.head)
    expect(devnet.state.SubtensorModule.LastEpochBlock.get(1)).toBe(BigInt(epoch.number))
    const later = devnet.head.timestamp + 5
    expect(await provider.send('dev_setNextTimestamp', [later])).toBeNull()
    await provider.send('dev_mine', [])
    expect(devnet.head.timestamp).toBe(later)
    await expect(provider.send('dev_setNextTimestamp', [later])).rejects.toThrow('-32602')
    await expect(provider.send('dev_mineUntilEpoch', [0])).rejects.toThrow(
      '-32602: Invalid params: subnet 0 runs no epoch: it is root',
    )
  })

  test('snapshot and revert', async () => {
    await using devnet = await start()
    const { provider } = devnet
    const id = await provider.send<string>('dev_snapshot', [])
    await provider.send('dev_mine', [4])
    expect(await provider.send('dev_revert', [id])).toBeNull()
    expect(devnet.head.number).toBe(0)
    await expect(provider.send('dev_revert', [id])).rejects.toThrow(
      `-32602: Invalid params: there is no snapshot`,
    )
  })

  test('fund, with rao as a number or as digits', async () => {
    await using devnet = await start()
    const { provider } = devnet
    await provider.send('dev_fund', [stranger, 1_000])
    await provider.send('dev_fund', [stranger, '18000000000000000000'])
    expect(devnet.state.System.Account.get(stranger).data.free).toBe(18_000_000_000_000_001_000n)
    for (const amount of [0, -1, 1.5, '', '0x10', '1e9', '18446744073709551616', null]) {
      await expect(provider.send('dev_fund', [stranger, amount])).rejects.toThrow('-32602')
    }
    await expect(provider.send('dev_fund', ['nobody', 1])).rejects.toThrow('is not an account')
  })

  test('impersonate an account and root', async () => {
    await using devnet = await start()
    const { provider } = devnet
    await provider.send('dev_fund', [stranger, '5000000000000'])
    const hash = await provider.send('dev_impersonate', [
      stranger,
      encoded('SubtensorModule', 'register_network', { hotkey: stranger }),
    ])
    expect(hash).toMatch(/^0x[0-9a-f]{64}$/)
    const tempo = encoded('AdminUtils', 'sudo_set_tempo', { netuid: 1, tempo: 44 })
    await provider.send('dev_impersonate', ['root', tempo])
    devnet.mine()
    expect(devnet.state.SubtensorModule.SubnetOwner.get(2)).toBe(stranger)
    expect(devnet.state.SubtensorModule.Tempo.get(1)).toBe(44)
    for (const call of ['0x', '0x00', `${tempo}00`, '0xffff']) {
      await expect(provider.send('dev_impersonate', [alice, call])).rejects.toThrow('cannot be decoded')
    }
    await expect(provider.send('dev_impersonate', [alice, '0x0000'])).rejects.toThrow('it ends too early')
    // A refusal of the pool keeps its own code.
    const axon = { netuid: 1, version: 1, ip: 0n, port: 0, ip_type: 4, protocol: 4, placeholder1: 0 }
    const serve = encoded('SubtensorModule', 'serve_axon', { ...axon, placeholder2: 0 })
    await expect(provider.send('dev_impersonate', [alice, serve])).rejects.toThrow(
      /^1010: Invalid Transaction/,
    )
  })

  test('set raw storage, all or nothing, and never what a rule could not read', async () => {
    await using devnet = await start()
    const { provider } = devnet
    const other = '0x3a666f6f'
    await provider.send('dev_setStorage', [
      [
        [tempoOfOne, '0x2c01'],
        [other, '0x0102'],
      ],
    ])
    expect(devnet.state.SubtensorModule.Tempo.get(1)).toBe(300)
    expect(await provider.send('state_getStorage', [other])).toBe('0x0102')
    for (const write of [
      [tempoOfOne, '0x2c'],
      [tempoOfOne, '0x2c0100'],
      [`${tempoOfOne}00`, '0x2c01'],
      [tempoOfOne.slice(0, -2), '0x2c01'],
    ]) {
      await expect(provider.send('dev_setStorage', [[[other, null], write]])).rejects.toThrow(
        '-32602: Invalid params: SubtensorModule.Tempo',
      )
    }
    expect(await provider.send('state_getStorage', [other])).toBe('0x0102')
    await provider.send('dev_setStorage', [
      [
        [other, null],
        [tempoOfOne, null],
      ],
    ])
    expect(await provider.send('state_getStorage', [other])).toBeNull()
    expect(devnet.state.SubtensorModule.Tempo.has(1)).toBe(false)
    for (const params of [[], [[['0x1', '0x00']]], [[[tempoOfOne]]], ['0x00']]) {
      await expect(provider.send('dev_setStorage', params)).rejects.toThrow('-32602')
    }
  })

  test('are listed with the others', async () => {
    await using devnet = await start()
    const { methods } = await devnet.provider.send<{ methods: string[] }>('rpc_methods', [])
    expect(methods.filter((name) => name.startsWith('dev_'))).toEqual([
      'dev_feedPulse',
      'dev_fund',
      'dev_impersonate',
      'dev_mine',
      'dev_mineUntilEpoch',
      'dev_pulse',
      'dev_revert',
      'dev_setNextTimestamp',
      'dev_setStorage',
      'dev_snapshot',
      'dev_upgradeRuntime',
    ])
  })
})
