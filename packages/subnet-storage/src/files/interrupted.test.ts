import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { elementAt } from '../element.js'
import { openMiners } from '../testing/open-miners.js'
import { getFile } from './get.js'
import { putFile } from './put.js'
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

test('defect: interrupted, repair left a piece at a miner that nobody knew of', async () => {
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
