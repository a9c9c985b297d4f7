import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { elementAt } from '../element.js'
import { openShelf } from '../shelf.js'
import { openMiners } from '../testing/open-miners.js'
import { fillerOf, tagsOf } from '../vault.js'
import { getFile } from './get.js'
import { isHeld } from './pieces.js'
import { createProgram } from './program.js'
import { putFile, removeFile } from './put.js'
import { repairFile } from './repair.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-files-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const signal = new AbortController().signal
const content = Uint8Array.from({ length: 500_001 }, (_, at) => (at * 31 + (at >> 7)) & 255)
const shape = { name: 'a.bin', data: 3, parity: 2, pieceBytes: 100_000 }

const openNetwork = (count: number) => openMiners({ directory, count })

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

test('a file comes back as it was, whole and in ranges', async () => {
  const { place } = openNetwork(7)
  const file = await putFile(place, [content.subarray(0, 7), content.subarray(7)], shape)
  expect(file.segments).toHaveLength(2)
  expect(file.cid).toMatch(/^bafkrei/)
  expect((await read(getFile(place, 'a.bin'))).equals(Buffer.from(content))).toBe(true)
  for (const [from, to] of [
    [0, 1],
    [99_999, 100_001],
    [65_530, 65_540],
    [290_000, 310_000],
    [500_000, 500_001],
    [5, 5],
  ] as const) {
    expect(await read(getFile(place, 'a.bin', { from, to })), `${from}`).toEqual(
      Buffer.from(content.subarray(from, to)),
    )
  }
  await expect(read(getFile(place, 'a.bin', { from: 1, to: 500_002 }))).rejects.toMatchObject({
    code: 'RANGE_INVALID',
  })
  await expect(read(getFile(place, 'b.bin'))).rejects.toMatchObject({ code: 'FILE_UNKNOWN' })
  await expect(putFile(place, [content], shape)).rejects.toMatchObject({ code: 'FILE_EXISTS' })
})

test('defect: miners whose disks were full of fillers took no file', async () => {
  const fillerBytes = 65_536
  const full = openMiners({ directory, count: 5, quotaBytes: 5 * fillerBytes })
  const { catalogue, network } = full.place
  const vault = await catalogue.vault()
  const give = async (hotkey: string) => {
    const filler = await catalogue.nextFiller(hotkey, fillerBytes)
    const { object, size, index } = filler
    const content = () => fillerOf(vault, hotkey, index, size)
    const [bytes, tags] = [await read(content()), await tagsOf(vault, object, size, content).bytes()]
    const answer = await network.ask<{ stored: boolean }>(hotkey, 'store', { object, size, bytes, tags })
    if (answer?.stored) await catalogue.confirmFiller(hotkey, filler)
    return { ...filler, stored: answer?.stored }
  }
  for (const { hotkey } of network.hosts) while ((await give(hotkey)).stored);
  const before = await catalogue.given()
  expect([...before.values()].map(({ length }) => length)).toEqual([4, 4, 4, 4, 4])
  const file = await putFile(full.place, [content.subarray(0, 190_000)], shape)
  expect(file.segments.flat()).toHaveLength(5)
  expect(await read(getFile(full.place, 'a.bin'))).toEqual(Buffer.from(content.subarray(0, 190_000)))
  // The newest fillers gave way, and their miners are asked about what they have.
  const nonce = 'any'
  for (const [hotkey, held] of await catalogue.holdings()) {
    expect(held).toHaveLength(4)
    for (const piece of held) expect(await isHeld(network, { hotkey, ...piece }, nonce)).toBe(true)
  }
  // They come back, the same ones, once there is room.
  await removeFile(full.place, 'a.bin')
  for (const { hotkey } of network.hosts) {
    expect(await give(hotkey)).toMatchObject({ ...before.get(hotkey)?.[3], stored: true })
  }
  expect(await catalogue.given()).toEqual(before)
})

test('nothing is lost when as many miners vanish at once as there is parity, and repair makes up for them', async () => {
  const { place, away, spoilt } = openNetwork(7)
  const file = await putFile(place, [content], shape)
  const [first = '', second = ''] = elementAt(file.segments, 0).map(({ hotkey }) => hotkey)
  away.add(first)
  spoilt.add(second)
  expect((await read(getFile(place, 'a.bin'))).equals(Buffer.from(content))).toBe(true)
  away.add(second)
  const { lost, repaired, unreadable } = await repairFile(place, file)
  expect(lost).toBeGreaterThanOrEqual(2)
  expect([repaired, unreadable]).toEqual([lost, 0])
  const now = elementAt(await place.catalogue.files(), 0)
  expect(now.segments.flat().some(({ hotkey }) => away.has(hotkey))).toBe(false)
  for (const pieces of now.segments) expect(new Set(pieces.map(({ hotkey }) => hotkey)).size).toBe(5)
  for (const { hotkey } of elementAt(now.segments, 0).slice(0, 2)) away.add(hotkey)
  expect(
    (await read(getFile(place, 'a.bin', { from: 0, to: 300_000 }))).equals(
      Buffer.from(content.subarray(0, 300_000)),
    ),
  ).toBe(true)
})

test('with one more gone, the file is not made up: it is lost until a miner comes back', async () => {
  const { place, away } = openNetwork(5)
  const file = await putFile(place, [content], shape)
  for (const { hotkey } of elementAt(file.segments, 0).slice(0, 3)) away.add(hotkey)
  await expect(read(getFile(place, 'a.bin'))).rejects.toMatchObject({ code: 'FILE_LOST' })
  expect(await repairFile(place, file)).toMatchObject({ repaired: 0, unreadable: 2 })
  away.clear()
  expect((await read(getFile(place, 'a.bin'))).equals(Buffer.from(content))).toBe(true)
})

test('a file that finds too few miners is not kept, and a removed one is gone from their disks', async () => {
  const few = openNetwork(4)
  await expect(putFile(few.place, [content], shape)).rejects.toMatchObject({ code: 'MINERS_TOO_FEW' })
  expect(await few.place.catalogue.files()).toEqual([])
  const { place } = openNetwork(5)
  const file = await putFile(place, [content], shape)
  expect(await removeFile(place, 'a.bin')).toEqual({ pieces: 10, dropped: 10 })
  expect(await place.catalogue.files()).toEqual([])
  const piece = elementAt(elementAt(file.segments, 0), 0)
  expect(
    await openShelf({ directory: join(directory, piece.hotkey) }).get('validator', piece.object),
  ).toBeUndefined()
})

test('what miners hold of a file tells nothing of it, and two miners share nothing', async () => {
  const { place } = openNetwork(5)
  const zeros = new Uint8Array(300_000)
  const file = await putFile(place, [zeros], shape)
  const digests = new Set<string>()
  for (const { hotkey, object } of elementAt(file.segments, 0)) {
    const held = await openShelf({ directory: join(directory, hotkey) }).get('validator', object)
    const block = await elementAt([held], 0).readBlock(0)
    digests.add(createHash('sha256').update(block).digest('hex'))
    expect(new Set(block).size).toBeGreaterThan(200)
  }
  expect(digests.size).toBe(5)
})

test('the commands work on files of a disk, and say what they did as JSON', async () => {
  const { place, away } = openNetwork(6)
  const path = (name: string) => join(directory, name)
  await writeFile(path('in.bin'), content)
  const run = async (...argv: string[]) => {
    let written = ''
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        written += Buffer.from(chunk as Uint8Array).toString('latin1')
        done()
      },
    })
    const open = async () => ({ ...place, [Symbol.asyncDispose]: async () => {} })
    await createProgram({ stdout, stderr: stdout, signal, open }).parseAsync(
      [...argv, '--catalogue', path('catalogue')],
      { from: 'user' },
    )
    return written
  }
  const put = JSON.parse(
    await run('put', path('in.bin'), '--as', 'a', '--data', '3', '--parity', '2', '--json'),
  )
  expect(put).toMatchObject({ name: 'a', size: content.length, pieces: 5, miners: 5 })
  expect(JSON.parse(await run('ls', '--json'))).toEqual([put])
  away.add(elementAt(elementAt(elementAt(await place.catalogue.files(), 0).segments, 0), 1).hotkey)
  await run('get', 'a', '--out', path('out.bin'))
  expect((await readFile(path('out.bin'))).equals(Buffer.from(content))).toBe(true)
  expect(Buffer.from(await run('get', 'a', '--range', '10-19'), 'latin1')).toEqual(
    Buffer.from(content.subarray(10, 20)),
  )
  expect(JSON.parse(await run('repair', '--json'))).toEqual([
    { name: 'a', pieces: 5, lost: 1, repaired: 1, unreadable: 0 },
  ])
  await expect(run('get', 'a', '--range', '9')).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  await expect(run('get', 'b', '--out', path('b.bin'))).rejects.toMatchObject({ code: 'FILE_UNKNOWN' })
  expect((await readdir(directory)).filter((name) => name.startsWith('b.bin'))).toEqual([])
  expect(JSON.parse(await run('rm', 'a', '--json'))).toMatchObject({ name: 'a', pieces: 5 })
  expect(await run('ls')).toBe(`no files in ${path('catalogue')}\n`)
})
