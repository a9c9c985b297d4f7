import { type ChainClient, connectChain, setCommitment } from '@subnetkit/chain'
import { createWeightsDevnet, type WeightsDevnet } from '@subnetkit/chain/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCommitmentEntries, writeCommitmentEntry } from '../commitment/entries.js'
import { entryKinds } from '../commitment/layout.js'
import { createLeasePort, keepLease } from './chain-lease.js'
import { endLease } from './end-lease.js'
import { guardWeights, refuseLeased } from './guard-weights.js'
import { createLeaseHolder } from './holder.js'

let subnet: WeightsDevnet
let client: ChainClient
beforeAll(async () => {
  subnet = await createWeightsDevnet()
  client = await connectChain({ provider: subnet.devnet.provider })
})
afterAll(async () => {
  await client.close()
  await subnet[Symbol.asyncDispose]()
})

const own = 'ab'.repeat(16)
function storeOn(on: ChainClient, holder = own) {
  const place = { netuid: subnet.netuid, mechanism: 0, hotkey: subnet.hotkey.address }
  const port = createLeasePort(on, place)
  const of = { active: true }
  const identity = {
    read: async () => ({ holder, active: of.active }),
    release: async () => {},
    activate: async () => {},
  }
  const held = createLeaseHolder(port, identity, place)
  return {
    ...{ of, port, holder: held },
    keep: () => keepLease(on, subnet.hotkey, place, held),
    end: () => endLease(on, subnet.hotkey, place, holder),
  }
}
const setSpace = (bytes: number) => subnet.devnet.setStorage('Commitments', 'MaxSpace', [], bytes)

test('a lease that the chain has no space for is not claimed, and nothing is signed until it has', async () => {
  const store = storeOn(client)
  setSpace(50)
  const before = subnet.included()
  await expect(store.keep()).rejects.toMatchObject({ code: 'COMMITMENT_SPACE_USED' })
  await expect(store.holder.requireHeld(0)).rejects.toMatchObject({ code: 'LEASE_NOT_HELD' })
  expect([subnet.included() - before, (await store.port.final()).lease]).toEqual([0, null])
  setSpace(3_100)
  await store.keep()
  subnet.devnet.mine(2)
  expect(await store.holder.requireHeld(0)).toBeGreaterThan(subnet.devnet.head.number + 200)
})

test('defect: a write before the own claim was final read as that of a second process', async () => {
  const store = storeOn(client, '34'.repeat(16))
  const { block, lease } = await store.port.final()
  subnet.devnet.mine(Math.max(0, (lease?.through ?? 0) - block) + 8)
  const both = await Promise.allSettled([store.keep(), store.keep()])
  const refused = both.filter(({ status }) => status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'LEASE_NOT_HELD' } }])
  subnet.devnet.mine(2)
  const through = await store.holder.requireHeld(0)
  subnet.devnet.mine(through + 8 - subnet.devnet.head.number)
})

test('a release that the chain refuses leaves the lease to its end, and a repeat shortens it', async () => {
  const store = storeOn(client)
  await store.keep()
  subnet.devnet.mine(2)
  store.of.active = false
  setSpace(50)
  await expect(store.end()).rejects.toMatchObject({ code: 'COMMITMENT_SPACE_USED' })
  await expect(store.holder.requireHeld(0)).rejects.toMatchObject({ code: 'LEASE_RELEASED' })
  await expect(storeOn(client, 'cd'.repeat(16)).keep()).rejects.toMatchObject({ code: 'LEASE_HELD' })
  setSpace(3_100)
  const through = await store.end()
  expect(through! - subnet.devnet.head.number).toBeLessThanOrEqual(72)
  subnet.devnet.mine(through! + 8 - subnet.devnet.head.number)
  const next = storeOn(client, 'cd'.repeat(16))
  await next.keep()
  subnet.devnet.mine(2)
  expect(await next.holder.requireHeld(0)).toBeGreaterThan(through!)
  expect(await store.end()).toBeNull()
})

test('defect: on a chain without commitments nobody holds a lease: by hand weights are signed, by a validator they wait', async () => {
  const { provider } = subnet.devnet
  // The pallet under another name, of the same length.
  const rename = (text: string) => text.replaceAll('2c436f6d6d69746d656e7473', '2c586f6d6d69746d656e7473')
  const send = async (method: string, params: unknown[]) => {
    const answer = await provider.send<unknown>(method, params)
    return typeof answer === 'string' && answer.length > 100_000 ? rename(answer) : answer
  }
  await using bare = await connectChain({ provider: Object.assign(Object.create(provider), { send }) })
  const { port, holder, keep } = storeOn(bare)
  expect((await port.final()).lease).toBeNull()
  await expect(keep()).rejects.toMatchObject({ code: 'CHAIN_FEATURE_MISSING' })
  let signed = 0
  const weights = {
    subject: { netuid: subnet.netuid, mechanism: 0, hotkey: subnet.hotkey.address },
    sign: async () => {
      signed += 1
      return { lastBlock: 0 }
    },
  } as never
  await expect(guardWeights(weights, holder).sign({} as never, { eraBlocks: 8 })).rejects.toMatchObject({
    code: 'LEASE_NOT_HELD',
  })
  expect(signed).toBe(0)
  await refuseLeased(weights, port).sign({} as never, { eraBlocks: 8 })
  expect(signed).toBe(1)
})

test('a write of the same hotkey keeps the lease; one that overwrites it ends it, and nothing is signed before the next claim', async () => {
  const { netuid, hotkey, devnet } = subnet
  const before = await storeOn(client).port.final()
  devnet.mine(Math.max(0, (before.lease?.through ?? 0) - before.block) + 8)
  const [first, second] = ['ef', '12'].map((byte) => storeOn(client, byte.repeat(16))) as [
    ReturnType<typeof storeOn>,
    ReturnType<typeof storeOn>,
  ]
  await first.keep()
  devnet.mine(2)
  const through = await first.holder.requireHeld(0)
  // A model card, a package hash: entries of ours go beside the lease, and the lease beside them.
  const entry = { netuid, kind: entryKinds.packageHash, payload: new Uint8Array(32).fill(5) }
  await writeCommitmentEntry(client, hotkey, entry)
  devnet.mine(2)
  expect(await first.holder.requireHeld(0)).toBe(through)
  devnet.mine(through - devnet.head.number - 100)
  await first.keep()
  devnet.mine(2)
  expect(await first.holder.requireHeld(0)).toBeGreaterThan(through)
  const kinds = async () =>
    (await readCommitmentEntries(client, { netuid, hotkey: hotkey.address })).map(({ kind }) => kind)
  expect((await kinds()).sort()).toEqual([entryKinds.packageHash, entryKinds.lease].sort())

  // Another tool knows nothing of it.
  await setCommitment(client, hotkey, { netuid, fields: [{ kind: 'Raw', data: new Uint8Array(8) }] })
  devnet.mine(2)
  let signed = 0
  const weights = guardWeights(
    {
      subject: { netuid },
      sign: async () => {
        signed += 1
      },
    } as never,
    first.holder,
  )
  const lacking = { code: 'LEASE_NOT_HELD' }
  await expect(weights.sign({} as never, { eraBlocks: 8 })).rejects.toMatchObject(lacking)
  await expect(weights.broadcast({} as never)).rejects.toMatchObject(lacking)
  expect(signed).toBe(0)
  // What the holder signed before may still be included.
  await expect(second.keep()).rejects.toMatchObject(lacking)
  devnet.mine(72)
  // Of two stores that claim what is free, one gets it.
  await Promise.allSettled([first.keep(), second.keep()])
  devnet.mine(2)
  const held = await Promise.allSettled([first, second].map(({ holder }) => holder.requireHeld(0)))
  expect(held.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('fields of other tools that leave no room keep a lease out, and stay as they are', async () => {
  const { netuid, hotkey } = subnet
  const field = { kind: 'Raw' as const, data: new Uint8Array(128).fill(7) }
  await setCommitment(client, hotkey, { netuid, fields: [field, field, field] })
  subnet.devnet.mine(72)
  await expect(storeOn(client).keep()).rejects.toMatchObject({ code: 'COMMITMENT_INVALID' })
})
