import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FilesNetwork } from 'subnetkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StorageProtocol } from '../protocol.js'
import { openMiners } from '../testing/open-miners.js'
import { objectsOf } from './objects.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-objects-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const content = Uint8Array.from({ length: 200_001 }, (_, at) => (at * 31 + (at >> 7)) & 255)
const id = { owner: 'k-1', name: 'a/東.bin' }

function open(count: number) {
  const { place, away } = openMiners({ directory, count })
  const network = {
    miners: place.network.hosts,
    signal: new AbortController().signal,
    async query(miner, synapse, input) {
      const output = await place.network.ask(miner.hotkey, synapse, input)
      const failed = { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'it is away', latencyMs: 1 }
      return output === undefined ? failed : { kind: 'ok', output, latencyMs: 1 }
    },
  } as FilesNetwork<StorageProtocol>
  return {
    away,
    network: network as FilesNetwork,
    catalogue: place.catalogue,
    files: objectsOf(place.catalogue),
  }
}

async function* inChunks(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000)
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

test('an object of a user comes back, whole and in ranges, also with a miner away', async () => {
  const { away, network, files } = open(4)
  const info = await files.put({ ...id, size: content.length, content: inChunks(content) }, network)
  expect(info).toMatchObject({ name: id.name, size: content.length, etag: expect.stringMatching(/^bafkrei/) })
  expect(await files.stat(id)).toEqual(info)
  away.add('miner-1')
  expect((await read(files.get(id, { from: 0, to: content.length }, network))).equals(content)).toBe(true)
  expect(await read(files.get(id, { from: 99_990, to: 100_010 }, network))).toEqual(
    Buffer.from(content.subarray(99_990, 100_010)),
  )
  expect(await files.stat({ ...id, owner: 'k-2' })).toBeNull()
})

test('an object that is put again is replaced, and pieces of the former one are dropped', async () => {
  const { network, files, catalogue } = open(4)
  const put = (bytes: Uint8Array) =>
    files.put({ ...id, size: bytes.length, content: inChunks(bytes) }, network)
  const other = content.subarray(0, 70_000)
  const [, second] = [await put(content), await put(other)]
  expect(await files.list('k-1')).toEqual([second])
  expect((await read(files.get(id, { from: 0, to: 70_000 }, network))).equals(other)).toBe(true)
  expect(await catalogue.files()).toHaveLength(1)
  expect(await catalogue.loose()).toEqual([])
  expect(await files.remove(id, network)).toBe(true)
  expect(await files.remove(id, network)).toBe(false)
  expect([...(await catalogue.given()).values()].flat()).toEqual([])
})

test('an object that cannot be put leaves the former one as it is', async () => {
  const { away, network, files } = open(4)
  const first = await files.put({ ...id, size: 9, content: inChunks(content.subarray(0, 9)) }, network)
  for (const { hotkey } of network.miners) away.add(hotkey)
  const again = { ...id, size: content.length, content: inChunks(content) }
  await expect(files.put(again, network)).rejects.toMatchObject({ code: 'PLACES_TOO_FEW', transient: true })
  expect(await files.list('k-1')).toEqual([first])
})

test('defect: the draft of a put that was killed stayed for ever, and its pieces with the miners', async () => {
  const { network, files, catalogue } = open(4)
  const put = (name: string) =>
    files.put({ owner: 'k-1', name, size: content.length, content: inChunks(content) }, network)
  await put('kept')
  await put('left')
  const [kept, left] = ['kept', 'left'].map(async (name) =>
    (await catalogue.files()).find((file) => file.name === `k-1:${name}`),
  )
  // As a kill leaves them: one a moment ago, which may still be written by another process, and one of long ago.
  const [recent, old] = [await kept!, await left!]
  await catalogue.saveFile({ ...recent!, name: 'k-1:kept\n01', cid: '' })
  await catalogue.saveFile({ ...old!, name: 'k-1:left\n02', cid: '', putAt: '2020-01-01T00:00:00.000Z' })
  await catalogue.removeFile('k-1:left')
  const next = objectsOf(catalogue)
  await next.put({ owner: 'k-1', name: 'new', size: 9, content: inChunks(content.subarray(0, 9)) }, network)
  const names = (await catalogue.files()).map(({ name }) => name)
  expect(names.toSorted()).toEqual(['k-1:kept', 'k-1:kept\n01', 'k-1:new'])
  expect(await catalogue.loose()).toEqual([])
})
