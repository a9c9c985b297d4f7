import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locksOf, packageManagerOf } from './package-manager.js'
import type { Project } from './project.js'

/** A project below the top of a workspace, with a lock in either. */
async function createProject({ lock = '', topLock = '', packageManager = '' }) {
  const top = await mkdtemp(join(tmpdir(), 'subnetkit-upgrade-'))
  const folder = join(top, 'packages/one')
  await mkdir(folder, { recursive: true })
  if (lock !== '') await writeFile(join(folder, lock), '')
  if (topLock !== '') await writeFile(join(top, topLock), '')
  const project = { folder, packageManager: packageManager || undefined } as Project
  const manager = packageManagerOf(project)
  return {
    name: manager.name,
    locks: locksOf(project, manager).map((path) => path.slice(top.length + 1)),
    [Symbol.asyncDispose]: () => rm(top, { recursive: true, force: true }),
  }
}

test.each([
  [{ lock: 'pnpm-lock.yaml' }, 'pnpm'],
  [{ topLock: 'yarn.lock' }, 'yarn'],
  [{ lock: 'bun.lock', topLock: 'package-lock.json' }, 'bun'],
  [{ lock: 'package-lock.json', packageManager: 'pnpm@10.0.0' }, 'pnpm'],
  [{ lock: 'yarn.lock', packageManager: 'other@1' }, 'yarn'],
  [{}, 'npm'],
])('the package manager of %j is %s', async (files, name) => {
  await using project = await createProject(files)
  expect(project.name).toBe(name)
})

test('the locks that an install changes are those of the folder, and the one of its workspace', async () => {
  await using own = await createProject({ lock: 'pnpm-lock.yaml', topLock: 'pnpm-lock.yaml' })
  expect(own.locks).toEqual(['packages/one/pnpm-lock.yaml'])
  await using shared = await createProject({ topLock: 'pnpm-lock.yaml' })
  expect(shared.locks).toEqual(['packages/one/pnpm-lock.yaml', 'pnpm-lock.yaml'])
})
