import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isDraft } from './drafts.js'
import { planFiles } from './plan-files.js'
import { runStamp } from './stamp-action.js'

const answers = { name: 'acme', domain: 'blank', packageManager: 'npm', flavour: 'project' } as const
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-stamp-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('writes the planned files and nothing else, also into an empty folder', async () => {
  const planned = await planFiles(answers)
  await mkdir(join(folder, 'empty'))
  for (const target of [join(folder, 'acme'), join(folder, 'empty'), join(folder, 'deep/er/acme')]) {
    await runStamp({ target, answers })
    const entries = await readdir(target, { recursive: true, withFileTypes: true })
    expect(entries.filter((entry) => entry.isFile())).toHaveLength(planned.length)
    for (const { path, content } of planned) expect(await readFile(join(target, path))).toEqual(content)
  }
  expect((await readdir(folder)).sort()).toEqual(['acme', 'deep', 'empty'])
  expect((await stat(join(folder, 'acme'))).mode).toBe((await stat(join(folder, 'deep'))).mode)
})

it('leaves nothing when it is stopped midway', async () => {
  const signal = { throwIfAborted: stopAfter(5) } as AbortSignal
  await expect(runStamp({ target: join(folder, 'deep/acme'), answers, signal })).rejects.toThrow('stopped')
  expect(await readdir(folder)).toEqual([])
})

it('defect: removed the files that others wrote beside it when it was stopped', async () => {
  let calls = 0
  const signal = {
    throwIfAborted() {
      if (++calls !== 5) return
      mkdirSync(join(folder, 'deep/other'))
      writeFileSync(join(folder, 'deep/other/mine.txt'), 'mine')
      throw new Error('stopped')
    },
  } as AbortSignal
  await expect(runStamp({ target: join(folder, 'deep/er/acme'), answers, signal })).rejects.toThrow('stopped')
  expect(await readFile(join(folder, 'deep/other/mine.txt'), 'utf8')).toBe('mine')
  expect((await readdir(join(folder, 'deep'))).sort()).toEqual(['other'])
})

it('keeps an empty folder, which may be the working folder, and leaves it empty when it is stopped', async () => {
  const target = join(folder, 'acme')
  await mkdir(target)
  const before = await stat(target)
  const signal = { throwIfAborted: stopAfter(5) } as AbortSignal
  await expect(runStamp({ target, answers, signal })).rejects.toThrow('stopped')
  expect(await readdir(target)).toEqual([])
  await runStamp({ target, answers })
  expect((await stat(target)).ino).toBe(before.ino)
  expect((await readdir(target)).filter((name) => isDraft(name))).toEqual([])
})

it('leaves a folder with files as it is, and nothing beside it', async () => {
  await mkdir(join(folder, 'acme'))
  await writeFile(join(folder, 'acme/mine.txt'), 'mine')
  await expect(runStamp({ target: join(folder, 'acme'), answers })).rejects.toMatchObject({
    code: 'ENOTEMPTY',
  })
  expect(await readdir(folder, { recursive: true })).toEqual(['acme', join('acme', 'mine.txt')])
})

function stopAfter(calls: number): () => void {
  let count = 0
  return () => {
    if (++count > calls) throw new Error('stopped')
  }
}
