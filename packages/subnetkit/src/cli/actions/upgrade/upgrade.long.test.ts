import { writeFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { startProcess } from '../../testing/process.js'
import { version } from '../../version.js'
import { carriedOut, createUpgradable } from './testing/upgradable.js'

test('everything is as it was before if the installation fails', async () => {
  await using project = await createUpgradable()
  const paths = ['package.json', 'package-lock.json', 'src/tasks.ts']
  const before = await Promise.all(paths.map(project.read))
  const head = project.git('rev-parse', 'HEAD')
  await project.fails('install-fails')
  await expect(carriedOut(project)).rejects.toMatchObject({
    code: 'UPGRADE_FAILED',
    details: { step: 'install' },
  })
  expect(await Promise.all(paths.map(project.read))).toEqual(before)
  expect([project.git('status', '--porcelain'), project.git('rev-parse', 'HEAD')]).toEqual(['', head])
  expect((await project.calls()).at(-1)).toBe('install --no-audit --no-fund')
})

test('a commit that a hook refuses leaves nothing staged', async () => {
  await using project = await createUpgradable()
  await mkdir(project.file('.git/hooks'), { recursive: true })
  await writeFile(project.file('.git/hooks/pre-commit'), '#!/bin/sh\necho no >&2\nexit 1\n', { mode: 0o755 })
  await expect(carriedOut(project)).rejects.toMatchObject({ details: { step: 'commit' } })
  expect(project.git('status', '--porcelain')).toBe('')
})

test('--keep leaves the changes for their owner', async () => {
  await using project = await createUpgradable()
  await project.fails('tests-fail')
  await expect(carriedOut(project, { keep: true })).rejects.toMatchObject({ code: 'UPGRADE_FAILED' })
  expect(project.git('status', '--porcelain').split('\n')).toHaveLength(3)
})

test.each([
  ['whenInstalling', 'codemods'],
  ['whenTesting', 'tests'],
])('what the owner edits meanwhile (%s) is not taken back', async (moment, step) => {
  await using project = await createUpgradable()
  await project.fails('tests-fail')
  const edit = () => writeFileSync(project.file('src/tasks.ts'), 'mine\n')
  await expect(carriedOut(project, { [moment]: edit })).rejects.toMatchObject({
    code: 'UPGRADE_FAILED',
    details: { step, state: expect.stringContaining('src/tasks.ts') },
  })
  expect(await project.read('src/tasks.ts')).toBe('mine\n')
  expect(project.git('status', '--porcelain')).toBe('M src/tasks.ts')
})

test('paths are no patterns, and links that lead nowhere no sources', async () => {
  await using project = await createUpgradable()
  await writeFile(project.file('src/[a].ts'), await project.read('src/tasks.ts'))
  await symlink('gone.ts', project.file('src/link.ts'))
  project.git('add', '--all')
  project.git('commit', '--quiet', '--message', 'Add')
  await carriedOut(project, { sources: ['src/[a].ts', 'src/link.ts', 'src/tasks.ts'] })
  expect(project.git('status', '--porcelain')).toBe('')
  expect(await project.read('src/[a].ts')).toContain('tasksPerMiner')
})

test('where nothing is to change there is no commit', async () => {
  await using project = await createUpgradable({ range: '^9.0.0' })
  expect(await carriedOut(project, { sources: [] })).toEqual({ commit: null, tested: true })
})

test('Ctrl-C ends the tests, takes the changes back and exits with 130', async () => {
  await using project = await createUpgradable()
  await project.fails('tests-hang')
  const argv = ['upgrade', '--to', version, '--yes']
  const { child, ended, stderr } = startProcess(argv, { cwd: project.folder, env: project.env })
  await new Promise<void>((resolve) =>
    child.stderr?.on('data', () => stderr().includes('testing') && resolve()),
  )
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(stderr()).toContain('the project is as it was before')
  expect(project.git('status', '--porcelain')).toBe('')
})
