import { connectChain } from '@subnetkit/chain'
import { createWeightsDevnet } from '@subnetkit/chain/testing'
import { expect, it, test } from 'vitest'
import { createValidatorChain } from '../validator/validator-chain.js'
import {
  activationIn,
  encodeActivation,
  followActivation,
  publishActivation,
  readActivation,
  type VersionActivation,
  versionAt,
} from './activation.js'
import { writeCommitmentEntry } from './entries.js'
import { entryKinds } from './layout.js'
import { publishPackageHash } from './package-hash.js'

const hash = 'ab'.repeat(32)
const activation: VersionActivation = { version: '5', before: '4', block: 1_000, hash }

it('is read from the owner alone, as it was published, beside everything else', async () => {
  await using subnet = await createWeightsDevnet()
  const { devnet, netuid, hotkey } = subnet
  await using client = await connectChain({ provider: devnet.provider })
  await writeCommitmentEntry(client, hotkey, { netuid, kind: 1, payload: Uint8Array.of(7) })
  await publishActivation(client, hotkey, { netuid, activation })
  expect((await readActivation(client, { netuid })).activation).toBeNull()
  devnet.setStorage('SubtensorModule', 'SubnetOwnerHotkey', [netuid], hotkey.address)
  devnet.mine()
  expect(await readActivation(client, { netuid })).toMatchObject({ activation, ownerHotkey: hotkey.address })
  const chain = createValidatorChain(client, hotkey)
  expect(await chain.activation?.(netuid)).toEqual({ ...activation, release: null })
  await publishPackageHash(client, hotkey, { netuid, hash: new Uint8Array(32).fill(0xcd) })
  expect(await chain.activation?.(netuid)).toEqual({ ...activation, release: 'cd'.repeat(32) })
  for (const odd of [{ version: '0' }, { hash: 'ab' }, { block: -1 }, { before: '' }]) {
    const update = { netuid, activation: { ...activation, ...odd } }
    await expect(publishActivation(client, hotkey, update)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  }
})

test('a payload keeps versions beyond 2^53, and one of another length or without a version is none', () => {
  const kept = { ...activation, version: String(2n ** 64n - 1n), before: null, block: 2 ** 32 - 1 }
  const entry = (payload: Uint8Array) => [{ kind: entryKinds.activation, mechanism: 0, payload }]
  expect(activationIn(entry(encodeActivation(kept)))).toEqual(kept)
  expect(activationIn(entry(encodeActivation(kept).subarray(1)))).toBeNull()
  expect(activationIn(entry(new Uint8Array(52)))).toBeNull()
  expect(activationIn([])).toBeNull()
})

test('the version before counts until its block, also where it was never in force', () => {
  expect([versionAt(null, 5), versionAt(activation, 999), versionAt(activation, 1_000)]).toEqual([
    null,
    '4',
    '5',
  ])
  const next = { version: '4', block: 1_100, hash }
  // In force: the way back begins from it. Not yet: it is taken back.
  expect(followActivation(activation, next, 1_000)).toEqual({ ...next, before: '5' })
  expect(followActivation(activation, next, 999)).toEqual({ ...next, before: '4' })
  expect(followActivation(null, next, 999)).toEqual({ ...next, before: null })
})
