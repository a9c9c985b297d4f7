import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { elementAt } from '../element.js'
import { openMiners } from '../testing/open-miners.js'
import { collectGarbage } from './gc.js'
import { getFile } from './get.js'
import { putFile, removeFile } from './put.js'
import { repairFile } from './repair.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-interrupted-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const content = Uint8Array.from({ length: 400_001 }, (_, at) => (at * 7 + (at >> 9)) & 255)
const shape = { name: 'a', data: 2, parity: 1, pieceBytes: 65_536 }

/** Objects on the disks of all miners. */
async function objects(): Promise<string[]> {
  const names = await readdir(directory, { recursive: true })
  return names.filter((name) => /[0-9a-f]{64}$/.test(name))
}

/** Miners, and a user who presses Ctrl-C before the question that is counted. */
function interruptedAt(count: number) {
  const controller = new AbortController()
  let left = count
  const onAsk = () => {
    left -= 1
    if (left === 0) controller.abort(new Error('interrupted'))
  }
  return openMiners({ directory, count: 4, signal: controller.signal, onAsk })
}

test('defect: interrupted, put left its pieces at the miners and half a file in the catalogue', async () => {
  for (const question of [1, 2, 5, 9]) {
    const { place } = interruptedAt(question)
    await expect(putFile(place, [content], shape)).rejects.toThrow('interrupted')
    expect(await place.catalogue.files(), `${question}`).toEqual([])
    expect(await objects(), `${question}`).toEqual([])
  }
})

test('defect: interrupted, repair left an unlisted piece at a miner', async () => {
  const { place } = openMiners({ directory, count: 4 })
  const file = await putFile(place, [content], shape)
  const before = await objects()
  // Three proofs, the miner that is away among them, and two pieces to restore from; then one is stored.
  const { place: later, away } = interruptedAt(6)
  away.add(elementAt(elementAt(file.segments, 0), 0).hotkey)
  await expect(repairFile(later, file)).rejects.toThrow('interrupted')
  expect(await objects()).toEqual(before)
  expect(await place.catalogue.files()).toEqual([file])
})

test('defect: a file whose name begins with a dot was stored and never found again', async () => {
  const { place } = openMiners({ directory, count: 3 })
  for (const name of ['.profile', '..', 'a/b', 'ä%2E.'])
    await putFile(place, [content.subarray(0, 10)], { ...shape, name })
  expect((await place.catalogue.files()).map(({ name }) => name).sort()).toEqual(
    ['.profile', '..', 'a/b', 'ä%2E.'].sort(),
  )
  await expect(putFile(place, [content], { ...shape, name: '' })).rejects.toMatchObject({
    code: 'FILE_NAME_INVALID',
  })
  await expect(putFile(place, [content], { ...shape, name: 'x'.repeat(201) })).rejects.toMatchObject({
    code: 'FILE_NAME_INVALID',
  })
})

test('defect: of two that put one name at once, both went on, and the pieces of one were lost from sight', async () => {
  const { place } = openMiners({ directory, count: 3 })
  const settled = await Promise.allSettled([
    putFile(place, [content], shape),
    putFile(place, [content], shape),
  ])
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(settled.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'FILE_EXISTS' })
  const { segments } = elementAt(await place.catalogue.files(), 0)
  expect(await objects()).toHaveLength(segments.flat().length)
})

test('a miner that gave no answer is asked once, not for each segment, and the error names it', async () => {
  const { place } = openMiners({ directory, count: 3 })
  const file = await putFile(place, [content], shape)
  const asked: string[] = []
  const { place: later, away } = openMiners({ directory, count: 3, onAsk: (hotkey) => asked.push(hotkey) })
  away.add('miner-0')
  const read: Uint8Array[] = []
  for await (const chunk of getFile(later, 'a')) read.push(chunk)
  expect(Buffer.concat(read).equals(Buffer.from(content))).toBe(true)
  expect(file.segments.length).toBeGreaterThan(2)
  expect(asked.filter((hotkey) => hotkey === 'miner-0')).toHaveLength(1)
  away.add('miner-1')
  const lost = async () => {
    for await (const _ of getFile(later, 'a'));
  }
  await expect(lost()).rejects.toThrow('miner-1: it is away')
})

/** Stops a command for ever before the question that is counted, as kill -9 does: nothing of it runs any more. */
function killedAt(count: number) {
  const { network, ...opened } = openMiners({ directory, count: 4 })
  let left = count
  const reached = { resolve: () => {} }
  const killed = new Promise<void>((resolve) => {
    reached.resolve = resolve
  })
  const ask: typeof network.ask = (...question) => {
    left -= 1
    if (left > 0) return network.ask(...question)
    reached.resolve()
    return new Promise(() => {})
  }
  return { ...opened, killed, place: { ...opened.place, network: { ...network, ask, unstoppable: { ask } } } }
}

test('defect: a put that was killed left pieces at miners that no command found', async () => {
  for (const command of ['gc', 'rm']) {
    const { place, killed } = killedAt(6)
    void putFile(place, [content], shape)
    await killed
    const later = openMiners({ directory, count: 4 }).place
    await expect.poll(async () => (await objects()).length).toBeGreaterThanOrEqual(3)
    // It may be at work.
    expect(await collectGarbage(later)).toEqual({ files: [], dropped: 0, left: 0, departed: [] })
    if (command === 'rm') await removeFile(later, 'a')
    else expect(await collectGarbage(later, { idleMs: 0 })).toMatchObject({ files: ['a'], left: 0 })
    expect(await objects(), command).toEqual([])
    expect([await later.catalogue.files(), await later.catalogue.loose()]).toEqual([[], []])
  }
})

test('defect: a repair that was killed left an unlisted piece at a miner', async () => {
  const { place } = openMiners({ directory, count: 4 })
  const file = await putFile(place, [content], shape)
  const before = await objects()
  const gone = elementAt(elementAt(file.segments, 0), 0)
  // Three proofs, two pieces to restore from, and the new one; it is stored, and the next segment is not reached.
  const { place: later, away, killed } = killedAt(7)
  away.add(gone.hotkey)
  void repairFile(later, file)
  await killed
  const [saved = file] = await place.catalogue.files()
  await repairFile(place, saved)
  expect((await objects()).length).toBe(before.length)
  expect(await place.catalogue.loose()).toEqual([])
})

test('pieces at a miner that does not answer stay noted until gc reaches it', async () => {
  const { place, away } = openMiners({ directory, count: 3 })
  await putFile(place, [content], shape)
  away.add('miner-1')
  const { pieces, dropped } = await removeFile(place, 'a')
  expect(dropped).toBe((pieces * 2) / 3)
  expect(await collectGarbage(place)).toMatchObject({ dropped: 0, left: pieces / 3 })
  away.clear()
  expect(await collectGarbage(place)).toMatchObject({ dropped: pieces / 3, left: 0 })
  expect(await objects()).toEqual([])
})

test('defect: fillers of hotkeys that left the subnet stayed in the catalogue for ever', async () => {
  const { place } = openMiners({ directory, count: 3 })
  const { catalogue } = place
  for (const hotkey of ['stays', 'left']) {
    await catalogue.confirmFiller(hotkey, await catalogue.nextFiller(hotkey, 1_000))
    await catalogue.forget(hotkey, ['00'])
  }
  expect(await collectGarbage(place)).toMatchObject({ departed: [] })
  const elsewhere = { ...place, members: new Set(['other']) }
  await expect(collectGarbage(elsewhere)).rejects.toMatchObject({ code: 'CATALOGUE_ELSEWHERE' })
  const there = { ...place, members: new Set(['stays', 'other']) }
  expect(await collectGarbage(there)).toMatchObject({ departed: ['left'] })
  expect([...(await catalogue.holdings()).keys()]).toEqual(['stays'])
})
