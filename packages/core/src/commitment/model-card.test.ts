import { connectChain } from '@subnetkit/chain'
import { createWeightsDevnet } from '@subnetkit/chain/testing'
import { expect, it } from 'vitest'
import { readCommitmentEntries, writeCommitmentEntry } from './entries.js'
import {
  encodeModelCard,
  modelCardIn,
  publishModelCard,
  readModelCard,
  readModelCards,
  withdrawModelCard,
} from './model-card.js'

const card = { sha256: new Uint8Array(32).fill(7), name: 'Qwen3 8B', licence: 'apache-2.0' }

it('publishes a card beside everything else, replaces it, and removes it', async () => {
  await using subnet = await createWeightsDevnet()
  const { devnet, netuid, hotkey } = subnet
  await using client = await connectChain({ provider: devnet.provider })
  const subject = { netuid, hotkey: hotkey.address }
  await writeCommitmentEntry(client, hotkey, { netuid, kind: 1, payload: Uint8Array.of(7) })
  const first = await publishModelCard(client, hotkey, { netuid, ...card })
  expect(await readModelCard(client, subject)).toEqual(card)
  await publishModelCard(client, hotkey, { netuid, ...card, name: '模型' })
  expect((await readModelCards(client, { netuid, hotkeys: [hotkey.address] }))[0]?.name).toBe('模型')
  expect(await readModelCard(client, { ...subject, at: first })).toEqual(card)
  await withdrawModelCard(client, hotkey, { netuid })
  expect(await readModelCard(client, subject)).toBeNull()
  expect((await readCommitmentEntries(client, subject)).map(({ kind }) => kind)).toEqual([1])
  await expect(
    publishModelCard(client, hotkey, { netuid, ...card, name: 'x'.repeat(97) }),
  ).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

it('takes a payload of another form for none', () => {
  const payload = encodeModelCard(card)
  const read = (bytes: Uint8Array) => modelCardIn([{ kind: 8, mechanism: 0, payload: bytes }])
  expect(read(payload)).toEqual(card)
  for (const length of [0, 31, 32, 33, 40, 41]) expect(read(payload.slice(0, length))).toBeNull()
  expect(read(Uint8Array.of(...payload, 0xff))).toBeNull()
  expect(read(Uint8Array.of(...payload, 7))).toBeNull()
})
