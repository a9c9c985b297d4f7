import { expect, test } from 'vitest'
import { type Devnet, startDevnet } from '../devnet.js'

const start = () => startDevnet({ calls: {} }, { blockTime: 'manual', seed: 'archive', finalityDelay: 1 })
const now = '0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb'

/** All events of a listing. */
async function listing({ provider }: Devnet, method: string, ...params: unknown[]) {
  const events: unknown[] = []
  await provider.subscribe('', method, params, (_, event) => events.push(event))
  await new Promise((resolve) => setImmediate(resolve))
  return events
}

test('blocks are found by height and by hash', async () => {
  await using devnet = await start()
  devnet.mine(2)
  const send = (method: string, ...params: unknown[]) =>
    devnet.provider.send<unknown>(`archive_v1_${method}`, params)
  const { hash } = devnet.head
  expect(await send('finalizedHeight')).toBe(1)
  expect(await send('hashByHeight', 2)).toEqual([hash])
  expect(await send('hashByHeight', 3)).toEqual([])
  expect(await send('hashByHeight', 0)).toEqual([await send('genesisHash')])
  expect(await send('genesisHash')).toBe(await devnet.provider.send('chainSpec_v1_genesisHash', []))
  expect(await send('header', hash)).toMatch(/^0x/)
  expect(await send('body', hash)).toEqual([expect.stringMatching(/^0x/)])
  const none = `0x${'00'.repeat(32)}`
  for (const method of ['header', 'body']) expect(await send(method, none)).toBeNull()
  expect(await send('call', none, 'Core_version', '0x')).toBeNull()
  expect(await send('call', hash, 'No_such', '0x')).toMatchObject({ success: false })
  expect(await send('call', hash, 'Metadata_metadata_versions', '0x')).toEqual({
    success: true,
    value: '0x0c0e0000000f00000010000000',
  })
})

test('storage of a past block is listed, up to the event that ends it', async () => {
  await using devnet = await start()
  devnet.mine()
  const { hash } = devnet.head
  const before = await devnet.provider.send('state_getStorage', [now, hash])
  devnet.mine()
  expect(await listing(devnet, 'archive_v1_storage', hash, [{ key: now, type: 'value' }], null)).toEqual([
    { event: 'storage', key: now, value: before },
    { event: 'storageDone' },
  ])
  const accounts = '0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9'
  const all = await listing(devnet, 'archive_v1_storage', hash, [
    { key: accounts, type: 'descendantsHashes' },
  ])
  expect(all).toHaveLength(10)
  const [{ key }] = all as [{ key: string }]
  const rest = { key: accounts, type: 'descendantsHashes', paginationStartKey: key }
  expect(await listing(devnet, 'archive_v1_storage', hash, [rest])).toEqual(all.slice(1))
  expect(await listing(devnet, 'archive_v1_storage', `0x${'00'.repeat(32)}`, [])).toMatchObject([
    { event: 'storageError' },
  ])
})

test('the difference of two blocks is what was added, modified and deleted', async () => {
  await using devnet = await start()
  await devnet.provider.send('dev_setStorage', [
    [
      ['0xffff01', '0x01'],
      ['0xffff02', '0x02'],
    ],
  ])
  devnet.mine()
  const previous = devnet.head.hash
  await devnet.provider.send('dev_setStorage', [
    [
      ['0xffff01', '0x11'],
      ['0xffff02', null],
      ['0xffff03', '0x03'],
    ],
  ])
  devnet.mine()
  const items = [{ key: '0xffff', returnType: 'value' }]
  const expected = [
    { event: 'storageDiff', key: '0xffff01', value: '0x11', type: 'modified' },
    { event: 'storageDiff', key: '0xffff03', value: '0x03', type: 'added' },
    { event: 'storageDiff', key: '0xffff02', type: 'deleted' },
    { event: 'storageDiffDone' },
  ]
  expect(await listing(devnet, 'archive_v1_storageDiff', devnet.head.hash, items)).toEqual(expected)
  expect(await listing(devnet, 'archive_v1_storageDiff', devnet.head.hash, items, previous)).toEqual(expected)
  expect(await listing(devnet, 'archive_v1_storageDiff', previous, items, devnet.head.hash)).toMatchObject([
    { event: 'storageDiffError' },
  ])
})
