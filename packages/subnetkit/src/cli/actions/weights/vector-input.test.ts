import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { numberList, readWeights, uidList } from './vector-input.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnet-cli-weights-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('pairs the two lists', async () => {
  const uids = uidList.parse('3, 7')
  const weights = numberList.parse('1,0.5')
  expect(await readWeights({ uids, weights })).toEqual([
    { uid: 3, share: 1 },
    { uid: 7, share: 0.5 },
  ])
})

test.each(['', '1,,2', '-1', '1e999', '0x10', 'NaN', '1;2'])('refuses %j as numbers', (text) => {
  expect(numberList.safeParse(text).success).toBe(false)
})

test.each(['1.5', '65536'])('refuses %j as uids', (text) => {
  expect(uidList.safeParse(text).success).toBe(false)
})

test('reads a file, uids ascending', async () => {
  const path = join(folder, 'weights.json')
  await writeFile(path, '{"10": 0.25, "2": 1}')
  expect(await readWeights({ weightsFile: path })).toEqual([
    { uid: 2, share: 1 },
    { uid: 10, share: 0.25 },
  ])
})

test.each([
  ['{"a": 1}', 'a'],
  ['{"1": -1}', '1: must not be negative'],
  ['[1', 'not JSON'],
])('a file with %j is refused with the place', async (text, place) => {
  const path = join(folder, 'bad.json')
  await writeFile(path, text)
  await expect(readWeights({ weightsFile: path })).rejects.toMatchObject({
    code: 'FILE_INVALID',
    message: expect.stringContaining(place),
  })
})

test.each([
  [{ uids: [1] }, 'give --uids and --weights'],
  [{ uids: [1], weights: [1, 2] }, '--uids has 1 entries'],
  [{ uids: [1], weights: [1], weightsFile: 'x' }, 'excludes'],
  [{ weightsFile: '/nonexistent/x' }, 'no such file'],
])('%j is not enough', async (source, text) => {
  await expect(readWeights(source)).rejects.toThrow(text)
})
