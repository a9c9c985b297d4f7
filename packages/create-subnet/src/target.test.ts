import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CreateBench, openCreateBench } from './testing/create-bench.js'

let bench: CreateBench

beforeEach(async () => {
  bench = await openCreateBench()
})
afterEach(() => bench[Symbol.asyncDispose]())

const flags = ['--yes', '--no-install', '--no-git', '--domain', 'blank'] as const

describe('a target', () => {
  it('defect: that is a dangling symbolic link was called no folder', async () => {
    await symlink(join(bench.folder, 'gone'), join(bench.home, 'acme'))
    expect(await bench.failureOf(['acme', ...flags])).toMatchObject({
      exit: 1,
      code: 'TARGET_EXISTS',
      message: expect.stringMatching(/symbolic link to .*gone, which does not exist/),
    })
  })

  it('defect: that is a symbolic link to an empty folder was refused', async () => {
    await mkdir(join(bench.folder, 'volume'))
    await symlink(join(bench.folder, 'volume'), join(bench.home, 'acme'))
    expect((await bench.run(['acme', ...flags])).code).toBe(0)
    expect(await readdir(join(bench.folder, 'volume'))).toContain('package.json')
  })

  it('defect: that is the working folder was called "."', async () => {
    await writeFile(join(bench.home, 'notes.txt'), '')
    expect(await bench.failureOf(['.', ...flags])).toMatchObject({
      code: 'TARGET_EXISTS',
      message: expect.stringContaining('the working folder is not empty: it has notes.txt'),
    })
  })

  it('defect: below a working folder that was removed ended with an error of Node.js', async () => {
    const failure = await bench.failureOf(['acme', ...flags], { cwd: '' })
    expect(failure).toMatchObject({ exit: 1, code: 'TARGET_UNWRITABLE' })
  })

  it('defect: lost its scope', async () => {
    const { code, stdout, at } = await bench.run(['@acme/x', ...flags])
    expect({ code, at: await at() }).toEqual({ code: 0, at: ['x'] })
    expect(stdout).toContain('The package is @acme/x.')
    const text = (path: string) => readFile(join(bench.home, 'x', path), 'utf8')
    expect(JSON.parse(await text('package.json')).name).toBe('@acme/x')
    expect(await text('src/subnet.ts')).toContain("name: 'x'")
    expect(await text('systemd/miner.service')).toContain('release/acme-x-0.1.0-miner.tgz')
  })

  it.each([
    ['@Acme/x', '@acme/x'],
    ['@/x', '@my-subnet/x'],
    ['@acme/http', 'my-http'],
    ['@acme/', 'my-subnet'],
  ])('%s is refused with another name', async (name, fix) => {
    expect(await bench.failureOf(['--yes', '--', name])).toMatchObject({
      exit: 2,
      code: 'NAME_INVALID',
      message: expect.stringContaining(name),
      fix: expect.stringContaining(fix),
    })
    expect(await readdir(bench.home)).toEqual([])
  })
})
