import { expect, test } from 'vitest'
import { type Devnet, type DevnetOptions, startDevnet } from '../../devnet.js'

type Event = { readonly event: string; readonly [field: string]: unknown }

const start = (options: DevnetOptions = {}) =>
  startDevnet({ calls: {} }, { blockTime: 'manual', seed: 'head', ...options })

/** A client that follows the head; `take` gives what came since it was last asked. */
async function follow({ provider }: Devnet, withRuntime = true) {
  const events: Event[] = []
  const id = await provider.subscribe('', 'chainHead_v1_follow', [withRuntime], (_, event) => {
    events.push(event as Event)
  })
  const ask = <T = unknown>(method: string, ...params: unknown[]) =>
    provider.send<T>(`chainHead_v1_${method}`, [id, ...params])
  const take = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return events.splice(0)
  }
  return { id, ask, take }
}

const names = (events: readonly Event[]) => events.map(({ event }) => event)

test('the head is followed: first the final blocks, then each new one, best and final', async () => {
  await using devnet = await start({ finalityDelay: 1 })
  devnet.mine(2)
  const { take } = await follow(devnet)
  const [initialized, ...first] = await take()
  expect(initialized).toMatchObject({
    finalizedBlockRuntime: { type: 'valid', spec: { specName: 'node-subtensor' } },
  })
  expect(initialized?.finalizedBlockHashes).toHaveLength(1)
  expect(first).toMatchObject([
    { event: 'newBlock', blockHash: devnet.head.hash, newRuntime: null },
    { event: 'bestBlockChanged', bestBlockHash: devnet.head.hash },
  ])
  const before = devnet.head.hash
  devnet.mine()
  expect(await take()).toEqual([
    { event: 'newBlock', blockHash: devnet.head.hash, parentBlockHash: before, newRuntime: null },
    { event: 'bestBlockChanged', bestBlockHash: devnet.head.hash },
    { event: 'finalized', finalizedBlockHashes: [before], prunedBlockHashes: [] },
  ])
})

test('a new runtime is announced with the block that has it', async () => {
  await using devnet = await start()
  const [aware, unaware] = [await follow(devnet), await follow(devnet, false)]
  expect((await unaware.take())[0]).not.toHaveProperty('finalizedBlockRuntime')
  await aware.take()
  devnet.upgradeRuntime(381)
  devnet.mine(2)
  const blocks = (await aware.take()).filter(({ event }) => event === 'newBlock')
  expect(blocks).toMatchObject([
    { newRuntime: { type: 'valid', spec: { specVersion: 381 } } },
    { newRuntime: null },
  ])
  expect((await unaware.take())[0]).not.toHaveProperty('newRuntime')
  await expect(unaware.ask('call', devnet.head.hash, 'Core_version', '0x')).rejects.toMatchObject({
    code: -32802,
  })
})

test('defect: polkadot-api never came to an end on a chain whose runtime was upgraded some blocks ago', async () => {
  await using devnet = await start()
  devnet.mine(4)
  devnet.upgradeRuntime(381)
  devnet.mine(2)
  const begun = async () => {
    const { ask, take } = await follow(devnet)
    const blocks = (await take())[0]?.finalizedBlockHashes as string[]
    for (const hash of blocks) await ask('storage', hash, [{ key: '0x3a636f6465', type: 'hash' }], null)
    const codes = (await take()).flatMap(({ items }) => (items as { hash: string }[] | undefined) ?? [])
    return { blocks, codes: new Set(codes.map(({ hash }) => hash)).size, read: codes.length }
  }
  const { blocks, codes, read } = await begun()
  expect([blocks.at(-1), codes]).toEqual([devnet.head.hash, 1])
  expect(blocks.length).toBe(3)
  expect(read).toBe(3)
  devnet.mine(6)
  expect((await begun()).blocks).toHaveLength(6)
})

test('header, body, call and storage of a pinned block; of another one nothing', async () => {
  await using devnet = await start()
  const { ask, take } = await follow(devnet)
  devnet.mine()
  await take()
  const { hash } = devnet.head
  expect(await ask('header', hash)).toMatch(/^0x/)
  const key = '0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb'
  await ask('body', hash)
  await ask('call', hash, 'Metadata_metadata_versions', '0x')
  await ask('call', hash, 'No_such', '0x')
  await ask(
    'storage',
    hash,
    [
      { key, type: 'value' },
      { key: '0x00', type: 'value' },
    ],
    null,
  )
  const events = await take()
  expect(events).toMatchObject([
    { event: 'operationBodyDone', operationId: '1', value: [expect.stringMatching(/^0x/)] },
    { event: 'operationCallDone', operationId: '2', output: '0x0c0e0000000f00000010000000' },
    { event: 'operationError', operationId: '3' },
    { event: 'operationStorageItems', operationId: '4', items: [{ key }] },
    { event: 'operationStorageDone', operationId: '4' },
  ])
  await ask('unpin', [hash])
  for (const method of ['header', 'body', 'unpin']) {
    await expect(ask(method, hash)).rejects.toMatchObject({ code: -32801 })
  }
  await expect(ask('unpin', [devnet.head.hash, devnet.head.hash])).rejects.toMatchObject({ code: -32804 })
})

test('listings come in pages, and a stopped one ends', async () => {
  await using devnet = await start()
  const entries = Array.from({ length: 2500 }, (_, index) => [
    `0xffff${index.toString(16).padStart(4, '0')}`,
    '0x01',
  ])
  await devnet.provider.send('dev_setStorage', [entries])
  devnet.mine()
  const { ask, take } = await follow(devnet)
  await take()
  const items = [{ key: '0xffff', type: 'descendantsHashes' }]
  await ask('storage', devnet.head.hash, items, null)
  expect(names(await take())).toEqual(['operationStorageItems', 'operationWaitingForContinue'])
  await ask('continue', '1')
  await ask('continue', '1')
  const rest = await take()
  expect(names(rest)).toEqual([
    'operationStorageItems',
    'operationWaitingForContinue',
    'operationStorageItems',
    'operationStorageDone',
  ])
  expect(rest[2]?.items).toHaveLength(500)
  for (let count = 0; count < 16; count++) await ask('storage', devnet.head.hash, items, null)
  expect(await ask('storage', devnet.head.hash, items, null)).toEqual({ result: 'limitReached' })
  await ask('stopOperation', '2')
  expect(await ask('storage', devnet.head.hash, items, null)).toMatchObject({ result: 'started' })
})

test('a digest stands for the node of the trie: it changes when an entry under the key does', async () => {
  await using devnet = await start()
  const { ask, take } = await follow(devnet)
  const digest = async () => {
    const item = { key: '0xffff', type: 'closestDescendantMerkleValue' }
    await ask('storage', devnet.head.hash, [item], null)
    return (await take()).find(({ event }) => event === 'operationStorageItems')?.items
  }
  expect(await digest()).toBeUndefined()
  await devnet.provider.send('dev_setStorage', [[['0xffff01', '0x01']]])
  const first = await digest()
  expect(first).toHaveLength(1)
  devnet.mine()
  expect(await digest()).toEqual(first)
  await devnet.provider.send('dev_setStorage', [[['0xffff01', '0x02']]])
  expect(await digest()).not.toEqual(first)
})

test('a client that pins too much is stopped, and what it asks then has no effect', async () => {
  await using devnet = await start()
  const { ask, take } = await follow(devnet)
  devnet.mine(600)
  const events = await take()
  expect(events.at(-1)).toEqual({ event: 'stop' })
  expect(events.filter(({ event }) => event === 'newBlock')).toHaveLength(512)
  devnet.mine()
  expect(await take()).toEqual([])
  expect(await ask('header', devnet.head.hash)).toBeNull()
  expect(await ask('body', devnet.head.hash)).toEqual({ result: 'limitReached' })
  expect(await ask('unpin', devnet.head.hash)).toBeNull()
  expect(await ask('unfollow')).toBeNull()
})

test('a revert of blocks that are not final is a reorganisation; one behind finality stops', async () => {
  await using devnet = await start({ finalityDelay: 3 })
  devnet.mine(5)
  const snapshot = devnet.snapshot()
  const { take } = await follow(devnet)
  const kept = devnet.head.hash
  devnet.mine()
  const lost = devnet.head.hash
  await take()
  devnet.revert(snapshot)
  expect(await take()).toEqual([{ event: 'bestBlockChanged', bestBlockHash: kept }])
  devnet.setNextTimestamp(devnet.head.timestamp + 1000)
  devnet.mine(4)
  const finalized = (await take()).filter(({ event }) => event === 'finalized')
  const none = { prunedBlockHashes: [] }
  expect(finalized).toMatchObject([none, none, { prunedBlockHashes: [lost] }])
  const early = devnet.snapshot()
  devnet.mine(5)
  await take()
  devnet.revert(early)
  expect(await take()).toEqual([{ event: 'stop' }])
})

test('defect: a block that was reverted was pruned before its parent was final, and announced twice when it was made again', async () => {
  await using devnet = await start({ finalityDelay: 3 })
  devnet.mine(5)
  const snapshot = devnet.snapshot()
  const { take } = await follow(devnet)
  devnet.mine(2)
  await take()
  devnet.revert(snapshot)
  const again = devnet.snapshot()
  devnet.setNextTimestamp(devnet.head.timestamp + 1000)
  devnet.mine()
  expect(names(await take())).toEqual(['bestBlockChanged', 'newBlock', 'bestBlockChanged'])
  devnet.revert(again)
  // The same two as at first.
  devnet.mine(2)
  const events = await take()
  expect(events.filter(({ event }) => event === 'newBlock')).toEqual([])
  devnet.mine(2)
  const finalized = (await take()).filter(({ event }) => event === 'finalized')
  expect(finalized.map(({ prunedBlockHashes }) => (prunedBlockHashes as string[]).length)).toEqual([0, 1])
})

test('defect: a client that was stopped by a revert behind finality hung: it begins with blocks that it does not know', async () => {
  await using devnet = await start()
  devnet.mine(2)
  const snapshot = devnet.snapshot()
  devnet.mine(6)
  const { ask, take } = await follow(devnet)
  const [first] = await take()
  const known = new Set(first?.finalizedBlockHashes as string[])
  expect(known.size).toBe(6)
  devnet.revert(snapshot)
  devnet.mine(3)
  expect(await take()).toEqual([{ event: 'stop' }])
  const again = await follow(devnet)
  const events = await again.take()
  const [initialized] = events
  const begun = initialized?.finalizedBlockHashes as string[]
  expect(begun.filter((hash) => known.has(hash))).toEqual([])
  expect(names(events)).toEqual([
    'initialized',
    ...['newBlock', 'newBlock', 'newBlock', 'bestBlockChanged', 'finalized'],
  ])
  expect(events.at(-1)).toMatchObject({ finalizedBlockHashes: expect.arrayContaining([devnet.head.hash]) })
  expect(await again.ask('header', devnet.head.hash)).toMatch(/^0x/)
  expect(await ask('header', devnet.head.hash)).toBeNull()
})

test('a young chain of which all is known begins as usual', async () => {
  await using devnet = await start()
  const snapshot = devnet.snapshot()
  const { take } = await follow(devnet)
  devnet.mine()
  devnet.revert(snapshot)
  expect(names(await take()).at(-1)).toBe('stop')
  const again = await follow(devnet)
  expect((await again.take())[0]).toMatchObject({ finalizedBlockHashes: [devnet.head.hash] })
})

test('follows are limited for each connection, and one that ends gives its place back', async () => {
  await using devnet = await start()
  const all = []
  for (let count = 0; count < 4; count++) all.push(await follow(devnet))
  await expect(follow(devnet)).rejects.toMatchObject({ code: -32800 })
  await all[0]?.ask('unfollow')
  await follow(devnet)
})
