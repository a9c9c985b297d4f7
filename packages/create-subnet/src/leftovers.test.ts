import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ownIdentity, type ProcessIdentity } from '@subnetkit/base/files'
import { isDraft, planFiles } from '@subnetkit/templates'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CreateBench, openCreateBench } from './testing/create-bench.js'

let bench: CreateBench

beforeEach(async () => {
  bench = await openCreateBench()
})
afterEach(() => bench[Symbol.asyncDispose]())

const flags = ['--yes', '--no-install', '--no-git', '--domain', 'blank'] as const

/** State of the working folder when a run is killed that has looked at its signal this often: before each file, and before each move. */
async function killedAt(step: number, target: string): Promise<string> {
  const at = join(bench.folder, `killed-${step}`, 'home')
  let steps = 0
  const throwIfAborted = () => {
    if (++steps !== step) return
    cpSync(bench.home, at, { recursive: true })
    throw new Error('taken')
  }
  const signal = { aborted: false, throwIfAborted, addEventListener: () => {} } as unknown as AbortSignal
  await bench.run([target, ...flags], { signal })
  return at
}

/** Makes the writer of a draft a process that has ended, or another one. */
function bury(folder: string, changes: Partial<ProcessIdentity> = { pid: spawnSync('true').pid }): string {
  const [draft = ''] = readdirSync(folder).filter(isDraft)
  const note = join(folder, draft, 'draft.json')
  const { files } = JSON.parse(readFileSync(note, 'utf8'))
  writeFileSync(note, JSON.stringify({ owner: { ...ownIdentity(), ...changes }, files }))
  return note
}

const planned = await planFiles({
  ...{ name: 'home', domain: 'blank', packageManager: 'npm', flavour: 'project' },
})
/** Steps until the first move, and until some files are moved. */
const moves = { none: planned.length + 2, some: planned.length + 7 }

describe('defect: a kill -9 left a folder that the next run only refused:', () => {
  it.each([1, 5, moves.none, moves.some])(
    'it is cleaned, killed at step %i into the working folder',
    async (step) => {
      const cwd = await killedAt(step, '.')
      bury(cwd)
      const left = await readdir(cwd)
      expect(left.some(isDraft)).toBe(true)
      expect(left.length > 1).toBe(step === moves.some)
      const { code, stderr } = await bench.run(['.', ...flags], { cwd })
      expect(code).toBe(0)
      expect(stderr).toContain('was killed')
      const entries = await readdir(cwd, { recursive: true, withFileTypes: true })
      expect(entries.filter((entry) => entry.isFile())).toHaveLength(planned.length)
    },
  )

  it('its draft beside a new folder is removed', async () => {
    const cwd = await killedAt(5, 'acme')
    bury(cwd)
    expect((await readdir(cwd)).every(isDraft)).toBe(true)
    expect((await bench.run(['acme', ...flags], { cwd })).code).toBe(0)
    expect(await readdir(cwd)).toEqual(['acme'])
  })

  it('nothing is removed by --dry-run', async () => {
    const cwd = await killedAt(moves.some, '.')
    bury(cwd)
    const before = await readdir(cwd)
    expect((await bench.run(['.', ...flags, '--dry-run'], { cwd })).code).toBe(0)
    expect(await readdir(cwd)).toEqual(before)
  })

  it.each([
    ['others', (cwd: string) => writeFile(join(cwd, 'notes.txt'), 'mine'), 'notes.txt'],
    ['files that were changed', async (cwd: string) => appendFileSync(join(cwd, 'LICENSE'), 'x'), 'LICENSE'],
    [
      'other folders',
      async (cwd: string) => mkdir(join(cwd, 'src/mine')).then(() => writeFile(join(cwd, 'src/mine/a'), '')),
      'src',
    ],
  ])('%s are kept, and said', async (_, change, name) => {
    const cwd = await killedAt(moves.some, '.')
    bury(cwd)
    await mkdir(join(cwd, 'src'), { recursive: true })
    await change(cwd)
    const before = await readdir(cwd, { recursive: true })
    expect(await bench.failureOf(['.', ...flags], { cwd })).toMatchObject({
      exit: 1,
      code: 'TARGET_EXISTS',
      message: expect.stringContaining(`such as ${name}`),
    })
    expect(await readdir(cwd, { recursive: true })).toEqual(before)
  })

  it('a run that goes on is waited for', async () => {
    const cwd = await killedAt(moves.some, '.')
    expect(await bench.failureOf(['.', ...flags], { cwd })).toMatchObject({
      code: 'TARGET_EXISTS',
      message: expect.stringContaining(`process ${process.pid}`),
    })
  })

  it('a run in another container, or before a restart of the machine, is waited for until it cannot go on', async () => {
    const cwd = await killedAt(moves.some, '.')
    const note = bury(cwd, { space: 'another boot' })
    expect(await bench.failureOf(['.', ...flags], { cwd })).toMatchObject({ code: 'TARGET_EXISTS' })
    const earlier = new Date(Date.now() - 3_600_000)
    await utimes(note, earlier, earlier)
    expect((await bench.run(['.', ...flags], { cwd })).code).toBe(0)
  })

  it.each([
    ['before its note', undefined],
    ['in its note', '{"owner": {"pi'],
  ])('it is cleaned, killed %s', async (_, text) => {
    const draft = join(bench.home, '.create-subnet-0123456789ab')
    await mkdir(draft)
    if (text !== undefined) await writeFile(join(draft, 'draft.json'), text)
    expect((await bench.run(['.', ...flags])).code).toBe(0)
    expect((await readdir(bench.home)).some(isDraft)).toBe(false)
  })

  it('a folder that only has such a name is kept', async () => {
    const name = '.create-subnet-notes'
    await mkdir(join(bench.home, name))
    await writeFile(join(bench.home, name, 'draft.json'), '{}')
    expect(await bench.failureOf(['.', ...flags])).toMatchObject({
      code: 'TARGET_EXISTS',
      message: expect.stringContaining(name),
    })
    expect((await bench.run(['acme', ...flags])).code).toBe(0)
    expect(await readFile(join(bench.home, name, 'draft.json'), 'utf8')).toBe('{}')
    expect(basename(bench.home)).toBe('home')
  })
})
