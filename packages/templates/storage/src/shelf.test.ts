import { mkdtemp, open, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blockBytes, hashObject, tagsLength } from '@subnetkit/possession'
import { Bytes } from 'subnetkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { elementAt } from './element.js'
import { createStorageMiner } from './miner.js'
import { openShelf } from './shelf.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-shelf-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const owner = '5Validator'
const inMemory = ([content]: [Uint8Array]) => new Bytes({ size: content.length, chunks: () => [content] })
async function objectOf(size: number, seed = 1) {
  const content = Uint8Array.from({ length: size }, (_, at) => (at * seed + (at >> 8)) & 255)
  const { root } = await hashObject([content])
  return {
    object: Buffer.from(root).toString('hex'),
    size,
    content,
    bytes: inMemory([content]),
    tags: inMemory([new Uint8Array(tagsLength(size))]),
  }
}

test('keeps objects of any size, with blocks, tags and ranges, and a new process finds them', async () => {
  for (const size of [1, 1_025, 3 * blockBytes + 500]) {
    const { object, bytes, tags, content } = await objectOf(size)
    expect(await openShelf({ directory }).put(owner, object, size, bytes, tags)).toBe(true)
    const held = elementAt([await openShelf({ directory }).get(owner, object)], 0)
    expect(held.size).toBe(size)
    const tree = await hashObject([content])
    expect(held.blocks.map((hash) => Buffer.from(hash))).toEqual(tree.blocks.map((hash) => Buffer.from(hash)))
    expect(Buffer.from(await held.readBlock(0))).toEqual(Buffer.from(content.subarray(0, blockBytes)))
    const range = { first: 0, count: 4 }
    expect(Buffer.from(await held.range(range).bytes())).toEqual(Buffer.from(content))
  }
})

test('refuses an object that is not what its name says, and leaves nothing of it', async () => {
  const shelf = openShelf({ directory })
  const { object, size, tags } = await objectOf(5_000)
  const other = await objectOf(5_000, 7)
  expect(await shelf.put(owner, object, size, other.bytes, tags)).toBe(false)
  expect(await shelf.put(owner, object, size + 1, other.bytes, tags)).toBe(false)
  expect(await shelf.put(owner, object, size, other.bytes, inMemory([new Uint8Array(3)]))).toBe(false)
  expect(await readdir(join(directory, owner))).toEqual([])
  expect(await shelf.free()).toBe(1_073_741_824)
})

test('an object belongs to its owner', async () => {
  const shelf = openShelf({ directory })
  const { object, size, bytes, tags } = await objectOf(100)
  await shelf.put(owner, object, size, bytes, tags)
  expect(await shelf.get('5Other', object)).toBeUndefined()
  expect(await shelf.drop('5Other', object)).toBe(false)
  expect(await shelf.drop(owner, object)).toBe(true)
  expect(await shelf.get(owner, object)).toBeUndefined()
  expect(await shelf.free()).toBe(1_073_741_824)
})

test('keeps to its quota, also when objects come side by side', async () => {
  const shelf = openShelf({ directory, quotaBytes: 25_000 })
  const objects = await Promise.all([1, 3, 5, 7].map((seed) => objectOf(10_000, seed)))
  const taken = await Promise.all(
    objects.map(({ object, size, bytes, tags }) => shelf.put(owner, object, size, bytes, tags)),
  )
  expect(taken.filter(Boolean)).toHaveLength(2)
  let sum = 0
  for (const name of await readdir(join(directory, owner)))
    sum += (await stat(join(directory, owner, name))).size
  expect(sum).toBe(25_000 - (await shelf.free()))
})

test('removes what a kill left half-written, and takes a file that was cut for none', async () => {
  const { object, size, bytes, tags } = await objectOf(70_000)
  await openShelf({ directory }).put(owner, object, size, bytes, tags)
  const draft = join(directory, owner, '.draft-abc')
  await writeFile(draft, 'half')
  const hourAgo = new Date(Date.now() - 3_600_000)
  await utimes(draft, hourAgo, hourAgo)
  const shelf = openShelf({ directory })
  await shelf.free()
  expect(await readdir(join(directory, owner))).toEqual([object])
  await truncate(join(directory, owner, object), 69_000)
  const cut = await openShelf({ directory }).get(owner, object)
  expect(cut?.size).not.toBe(size)
})

test('defect: a miner that started in the folder of another removed what that one was writing', async () => {
  const { object, size, bytes, tags } = await objectOf(2 * blockBytes)
  async function* slow() {
    for await (const chunk of bytes.chunks()) {
      yield chunk
      await openShelf({ directory }).free()
    }
  }
  const shelf = openShelf({ directory })
  const sent = new Bytes({ size, chunks: slow })
  expect(await shelf.put(owner, object, size, sent, tags)).toBe(true)
})

test('defect: an object that was dropped while it was proven failed the handler', async () => {
  const { object, size, bytes, tags } = await objectOf(2 * blockBytes)
  const shelf = openShelf({ directory })
  await shelf.put(owner, object, size, bytes, tags)
  const dropping: typeof shelf = {
    ...shelf,
    async get(...named) {
      const held = await shelf.get(...named)
      await shelf.drop(...named)
      return held
    },
  }
  const input = { objects: [{ object, size, leaves: [0] }] }
  const { proofs } = await createStorageMiner(dropping).audit({ input, caller: { hotkey: owner } } as never)
  expect(proofs.map(({ length }) => length)).toEqual([0])
})

test('defect: a disk that returned other bytes made its miner a fraud at each audit of them', async () => {
  const { object, size, bytes, tags } = await objectOf(3 * blockBytes)
  const path = join(directory, owner, object)
  const damage = async (at: number) => {
    const file = await open(path, 'r+')
    await file.write(Uint8Array.of(255, 254, 253), 0, 3, at)
    await file.close()
  }
  for (const at of [blockBytes + 7, size + tagsLength(size) + 1]) {
    const shelf = openShelf({ directory })
    expect(await shelf.put(owner, object, size, bytes, tags)).toBe(true)
    await damage(at)
    const input = { objects: [{ object, size, leaves: [0, 65] }] }
    const { audit, retrieve } = createStorageMiner(shelf)
    const caller = { hotkey: owner }
    const { proofs } = await audit({ input, caller } as never)
    expect(proofs.map(({ length }) => length)).toEqual([0])
    // It is lost, and makes room.
    const range = { object, size, first: 0, blocks: 1 }
    expect(await retrieve({ input: range, caller } as never)).toMatchObject({ path: [] })
    expect(await shelf.free()).toBe(1_073_741_824)
  }
})
