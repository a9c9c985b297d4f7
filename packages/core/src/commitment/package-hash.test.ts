import { connectChain, readCommitment, setCommitment } from '@subnetkit/chain'
import { createWeightsDevnet } from '@subnetkit/chain/testing'
import { expect, it } from 'vitest'
import { readCommitmentEntries, writeCommitmentEntry } from './entries.js'
import { publishPackageHash, readPackageHash } from './package-hash.js'

it('publishes the hash of a package beside everything else, and reads it from the owner alone', async () => {
  await using subnet = await createWeightsDevnet()
  const { devnet, netuid, hotkey } = subnet
  await using client = await connectChain({ provider: devnet.provider })
  const [hash, next] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const foreign = { kind: 'Raw', data: Uint8Array.of(1, 2, 3) } as const
  await setCommitment(client, hotkey, { netuid, fields: [foreign] })
  await writeCommitmentEntry(client, hotkey, { netuid, kind: 1, payload: Uint8Array.of(7) })
  await publishPackageHash(client, hotkey, { netuid, hash })
  expect((await readPackageHash(client, { netuid })).hash).toBeNull()

  devnet.setStorage('SubtensorModule', 'SubnetOwnerHotkey', [netuid], hotkey.address)
  devnet.mine()
  const first = await readPackageHash(client, { netuid })
  expect(first).toMatchObject({ hash, ownerHotkey: hotkey.address })
  const block = await publishPackageHash(client, hotkey, { netuid, hash: next })
  expect(await publishPackageHash(client, hotkey, { netuid, hash: next })).toMatchObject({})
  expect((await readPackageHash(client, { netuid, at: block })).hash).toEqual(next)
  expect((await readPackageHash(client, { netuid, at: first.block })).hash).toEqual(hash)
  const subject = { netuid, hotkey: hotkey.address }
  expect((await readCommitment(client, subject))?.fields[0]).toEqual(foreign)
  expect((await readCommitmentEntries(client, subject)).map(({ kind }) => kind)).toEqual([1, 6])
  await expect(publishPackageHash(client, hotkey, { netuid, hash: hash.subarray(1) })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
