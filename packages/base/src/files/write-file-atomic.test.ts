import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeFileAtomic } from './write-file-atomic.js'

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'write-file-'))
  return { folder, file: join(folder, 'a'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

it('replaces a file as a whole, for its owner only', async () => {
  await using place = await scratch()
  await writeFile(place.file, 'a longer text', { mode: 0o644 })
  await writeFileAtomic(place.file, 'new')
  expect(await readFile(place.file, 'utf8')).toBe('new')
  if (process.platform !== 'win32') expect((await stat(place.file)).mode & 0o777).toBe(0o600)
  await writeFileAtomic(place.file, Uint8Array.of(1, 2), { mode: 0o640 })
  expect([...(await readFile(place.file))]).toEqual([1, 2])
  expect(await readdir(place.folder)).toEqual(['a'])
})

it('does not touch an existing file when it may not', async () => {
  await using place = await scratch()
  await writeFileAtomic(place.file, 'first', { overwrite: false })
  await expect(writeFileAtomic(place.file, 'second', { overwrite: false })).rejects.toMatchObject({
    code: 'EEXIST',
  })
  expect(await readFile(place.file, 'utf8')).toBe('first')
  expect(await readdir(place.folder)).toEqual(['a'])
})

it('leaves nothing half-written behind', async () => {
  await using place = await scratch()
  await expect(writeFileAtomic(join(place.folder, 'missing', 'a'), 'x')).rejects.toMatchObject({
    code: 'ENOENT',
  })
  await expect(writeFileAtomic(place.folder, 'x')).rejects.toMatchObject({
    code: expect.stringMatching(/^E[A-Z]+$/),
  })
  expect(await readdir(place.folder)).toEqual([])
})
