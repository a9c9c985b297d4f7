import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLines, writeLines } from './backup-file.js'
import { backupFormat, digestPart } from './manifest.js'
import { readBackup } from './read-backup.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-lines-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function* each(lines: readonly string[]) {
  yield* lines
}
const read = async (path: string) => {
  const lines: string[] = []
  for await (const line of readLines(path)) lines.push(line)
  return lines
}
const write = (name: string, lines: readonly string[]) => writeLines(join(folder, name), each(lines))

test('lines come back as they were, in a file for its owner', async () => {
  const lines = ['', 'é€😀'.repeat(50_000), '{}', 'last']
  const { bytes } = await write('whole', lines)
  expect(await read(join(folder, 'whole'))).toEqual(lines)
  const { size, mode } = await stat(join(folder, 'whole'))
  expect([size, mode & 0o777]).toEqual([bytes, 0o600])
})

test('a change of any bit, and a cut or an addition at any byte, is refused', async () => {
  await write('good', ['one', 'two', 'three'])
  const bytes = await readFile(join(folder, 'good'))
  const damaged = join(folder, 'damaged')
  const refused = async (content: Uint8Array) => {
    await writeFile(damaged, content)
    await expect(read(damaged)).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
  }
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length * 8 - 1 }), async (bit) => {
      const flipped = Uint8Array.from(bytes)
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      await refused(flipped)
      await refused(bytes.subarray(0, bit >> 3))
    }),
    { numRuns: 60 },
  )
  await refused(Buffer.concat([bytes, Buffer.of(0)]))
})

test('defect: a backup that is not there was said to lack its folder', async () => {
  const lines = readLines('/nowhere/none.backup')
  await expect(lines.next()).rejects.toMatchObject({
    code: 'BACKUP_INVALID',
    details: { detail: 'there is no such file' },
  })
})

test('a failure leaves an earlier file as it was, and no other', async () => {
  await write('kept', ['before'])
  const failure = new Error('the database is gone')
  async function* failing() {
    yield 'after'
    throw failure
  }
  await expect(writeLines(join(folder, 'kept'), failing())).rejects.toBe(failure)
  expect(await read(join(folder, 'kept'))).toEqual(['before'])
  const code = expect.stringMatching(/^(PATH|FILE)_/)
  await expect(writeLines(join(folder, 'missing', 'x'), each([]))).rejects.toMatchObject({ code })
  await expect(read(join(folder, 'missing'))).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
  expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
})

const header = {
  ...{
    format: backupFormat,
    version: 1,
    writtenBy: '1',
    writtenAt: 'now',
    storeVersion: 15,
    netuid: 1,
    mechanisms: [0],
  },
  ...{ hotkey: '5V', genesis: `0x${'ab'.repeat(32)}`, block: 1, leftOut: [] },
}
function partOf(name: string, rows: readonly string[]) {
  const digest = digestPart(name)
  for (const row of rows) digest.add(row)
  return digest.end()
}
const one = partOf('scores', ['["1"]'])
const whole: readonly unknown[] = [
  { header },
  { part: 'scores', columns: ['score'] },
  ['1'],
  { end: one },
  { parts: [one] },
]

test('a backup is read in the order of its lines, and no other', async () => {
  const judge = async (lines: readonly unknown[]) => {
    await write(
      'judged',
      lines.map((line) => JSON.stringify(line)),
    )
    return readBackup(join(folder, 'judged'))
  }
  expect(await judge(whole)).toEqual({ ...header, parts: [one] })
  const invalid = { code: 'BACKUP_INVALID' }
  for (const at of whole.keys()) await expect(judge(whole.toSpliced(at, 1))).rejects.toMatchObject(invalid)
  for (const at of whole.keys()) {
    await expect(judge(whole.toSpliced(at, 0, whole[at]))).rejects.toMatchObject(invalid)
  }
  await expect(judge(whole.with(2, ['2']))).rejects.toMatchObject(invalid)
  await expect(judge(whole.with(1, { part: 'a; drop', columns: [] }))).rejects.toMatchObject(invalid)
  await expect(judge([{ header: { ...header, version: 2 } }])).rejects.toMatchObject({ code: 'BACKUP_NEWER' })
  await expect(judge([{ header: { format: backupFormat, version: 2 } }])).rejects.toMatchObject({
    code: 'BACKUP_NEWER',
  })
})
