import { ApiPromise, Keyring } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { beforeAll, expect, test } from 'vitest'
import { createDevnet } from '../devnet.js'

/** Undocumented needs of clients; each test is named after the client that broke. */

beforeAll(async () => {
  await cryptoWaitReady()
})

test('polkadot-api: the runtime has code, by whose hash it is known', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const code = `0x${Buffer.from(':code').toString('hex')}`
  const hash = await devnet.provider.send('state_getStorageHash', [code])
  expect(hash).toMatch(/^0x[0-9a-f]{64}$/)
  devnet.mine()
  expect(await devnet.provider.send('state_getStorageHash', [code])).toBe(hash)
})

test('polkadot-api and the SDK 11: bytes come without 0x in front too', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const { send } = devnet.provider
  const withPrefix = await send('state_call', ['Metadata_metadata_versions', '0x'])
  expect(await send('state_call', ['Metadata_metadata_versions', ''])).toBe(withPrefix)
  expect(await send('state_call', ['NeuronInfoRuntimeApi_get_neurons_lite', '0100'])).toMatch(/^0x04/)
})

test('polkadot-api: an extrinsic is validated before it is submitted, in the runtime’s words', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const provider = devnet.provider.clone() as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
  const operational = () => api.tx.sudo!.sudo!(api.tx.system!.setStorage!([]))
  const validate = async (nonce: number, change = (hex: string) => hex, { sudo = false, era = 0 } = {}) => {
    const call = sudo ? operational() : api.tx.balances!.transferKeepAlive!(alice.address, 1)
    const signed = await call.signAsync(alice, { nonce, era })
    const args = `0x02${change(signed.toHex()).slice(2)}${'00'.repeat(32)}`
    return (await devnet.provider.send('state_call', [
      'TaggedTransactionQueue_validate_transaction',
      args,
    ])) as string
  }
  try {
    // Ok, with the priority of normal calls, without requirements, one tag provided: the account and the nonce; longevity and propagate.
    const normal = `01${'00'.repeat(7)}`
    const tag = (nonce: number) => `90${Buffer.from(alice.publicKey).toString('hex')}0${nonce}000000`
    const tail = `fe${'ff'.repeat(7)}01`
    expect(await validate(0)).toBe(`0x00${normal}0004${tag(0)}${tail}`)
    expect(await validate(1)).toBe(`0x00${normal}04${tag(0)}04${tag(1)}${tail}`)
    // Of blocks 1 to 63 where the era has 64; operational calls come first.
    expect(await validate(0, undefined, { sudo: true, era: 64 })).toBe(
      `0x0000e40b54020000000004${tag(0)}3f0000000000000001`,
    )
    // Err, Invalid, BadProof: another amount than was signed.
    expect(await validate(0, (hex) => `${hex.slice(0, -2)}08`)).toBe('0x010004')
    expect(devnet.head.number).toBe(0)
    await api.tx.balances!.transferKeepAlive!(alice.address, 1).signAndSend(alice, { nonce: 0 })
    devnet.mine()
    // Err, Invalid, Stale.
    expect(await validate(0)).toBe('0x010003')
  } finally {
    await api.disconnect()
  }
})

test('the SDK 10: every field in the metadata names its type', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const provider = devnet.provider.clone() as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  try {
    const nameless = api.runtimeMetadata.asLatest.lookup.types.flatMap(({ type: { def } }) => {
      const fields = def.isComposite ? [...def.asComposite.fields] : []
      const ofVariants = def.isVariant ? def.asVariant.variants.flatMap((item) => [...item.fields]) : []
      return [...fields, ...ofVariants].filter(({ typeName }) => typeName.isNone)
    })
    expect(nameless).toEqual([])
  } finally {
    await api.disconnect()
  }
})

test('the SDK 11: the time of a block, from which it tells when timelocked weights open, is in the metadata', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const provider = devnet.provider.clone() as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  try {
    expect(String(api.consts.aura?.slotDuration)).toBe('12000')
  } finally {
    await api.disconnect()
  }
})

test('the SDK 11: what it reads before it acts is there', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const { MevShield, SubtensorModule } = devnet.state
  expect(MevShield.NextKey.get()).toHaveLength(1184)
  expect(SubtensorModule.CollateralLockShare.get(1)).toBe(0)
  expect([...SubtensorModule.Lock.keys()]).toEqual([])
  expect(SubtensorModule.SubnetEpochConsensus.get(1)).toBe('Yuma')
  expect(
    await devnet.provider.send('state_call', [
      'BetaBasketRuntimeApi_get_root_basket_positions',
      `0x${'00'.repeat(32)}`,
    ]),
  ).toBe('0x00')
})
