import { ApiPromise, Keyring } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import type { KeyringPair } from '@polkadot/keyring/types'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { u8aToHex } from '@polkadot/util'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { expect, it } from 'vitest'
import { createDevnet } from '../devnet.js'

const tao = 1_000_000_000n
const netuid = 2

it('takes signed extrinsics from registering a network to a miner that earns', async () => {
  await cryptoWaitReady()
  const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 })
  await using devnet = await createDevnet({ seed: 'rules', blockTime: 'manual' })
  const provider = devnet.provider as unknown as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  const key = (uri: string) => keyring.addFromUri(uri)
  const [owner, ownerHot, alice, validator, bob, miner] = [
    '//Charlie',
    '//Charlie//hot',
    '//Alice',
    '//Alice//hot',
    '//Bob',
    '//Bob//hot',
  ].map(key) as [KeyringPair, KeyringPair, KeyringPair, KeyringPair, KeyringPair, KeyringPair]
  const calls = api.tx.subtensorModule!
  const admin = api.tx.adminUtils!
  const send = async (as: KeyringPair, tx: SubmittableExtrinsic<'promise'>) => {
    await tx.signAndSend(as)
    devnet.mine()
    const events = devnet.state.System.Events.get().map(({ event }) => `${event.pallet}.${event.event}`)
    expect(events).not.toContain('System.ExtrinsicFailed')
    return events
  }

  expect(await send(owner, calls.registerNetwork!(ownerHot.address))).toContain(
    'SubtensorModule.NetworkAdded',
  )
  await send(owner, calls.startCall!(netuid))
  await send(owner, admin.sudoSetCommitRevealWeightsEnabled!(netuid, false))
  await send(alice, api.tx.sudo!.sudo!(admin.sudoSetTempo!(netuid, 12)))
  await send(alice, calls.burnedRegister!(netuid, validator.address))
  await send(bob, calls.burnedRegister!(netuid, miner.address))
  await send(alice, calls.addStake!(validator.address, netuid, 100n * tao))
  devnet.mine(100)
  expect(await send(validator, calls.setWeights!(netuid, [2], [65_535], 0))).toContain(
    'SubtensorModule.WeightsSet',
  )
  const earned = () => devnet.state.SubtensorModule.TotalHotkeyAlpha.get(u8aToHex(miner.publicKey), netuid)
  const before = earned()
  devnet.mine(13)
  // about 12 blocks of 41 % of one alpha
  expect(Number(earned() - before) / Number(tao)).toBeCloseTo(12 * 0.41, 1)

  const tooSoon = await calls.setWeights!(netuid, [2], [1], 0).signAsync(validator)
  const submitted = provider.send('author_submitExtrinsic', [tooSoon.toHex()])
  await expect(submitted).rejects.toThrow('Custom error: 6')
  await api.disconnect()
})
