import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLock } from './lock.js'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-lock-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function lockOf(name: string, text: string) {
  const folder = await mkdtemp(join(home, 'project-'))
  await writeFile(join(folder, name), text)
  return findLock(folder, { dependencies: { a: '^1.0.0' } })
}

const pnpm = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  '@b/c@2.0.0-rc.1':
    resolution: {integrity: sha512-bb==}
    engines: {node: '>=18'}

  a@1.0.0:
    resolution: {integrity: sha512-aa==}

  d@file:d-3.0.0.tgz:
    resolution: {tarball: file:d-3.0.0.tgz}
    version: 3.0.0

snapshots:

  a@1.0.0(peer@9.0.0): {}
`

const yarn = `# yarn lockfile v1

"@b/c@^2.0.0-rc.1":
  version "2.0.0-rc.1"
  resolved "https://registry.yarnpkg.com/c.tgz"
  integrity sha512-bb==

a@^1.0.0, a@~1.0.0:
  version "1.0.0"
  integrity sha512-aa==

d@file:d-3.0.0.tgz:
  version "3.0.0"
`

const bun = `{
  "lockfileVersion": 1,
  "packages": {
    "@b/c": ["@b/c@2.0.0-rc.1", "", { "dependencies": { "a": "^1.0.0" } }, "sha512-bb=="],

    "a": ["a@1.0.0", "", {}, "sha512-aa=="],

    "d": ["d@3.0.0", "d-3.0.0.tgz", {}],
  }
}
`

const npm = JSON.stringify({
  packages: {
    '': { dependencies: { a: '^1.0.0' } },
    'node_modules/x/node_modules/@b/c': { version: '2.0.0-rc.1', integrity: 'sha512-bb==' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-aa==' },
    'node_modules/alias': { name: 'd', version: '3.0.0' },
  },
})

describe('a lock', () => {
  it.each([
    ['package-lock.json', npm],
    ['pnpm-lock.yaml', pnpm],
    ['yarn.lock', yarn],
    ['bun.lock', bun],
  ])('%s has the integrity of each package', async (name, text) => {
    const { integrityOf } = await lockOf(name, text)
    expect(integrityOf('a', '1.0.0')).toBe('sha512-aa==')
    expect(integrityOf('@b/c', '2.0.0-rc.1')).toBe('sha512-bb==')
    expect(integrityOf('d', '3.0.0')).toBeNull()
    expect(integrityOf('a', '1.0.1')).toBeUndefined()
  })

  it('of a workspace is in a folder above', async () => {
    const root = await mkdtemp(join(home, 'workspace-'))
    const project = join(root, 'packages', 'one')
    await mkdir(project, { recursive: true })
    const packages = { '': {}, 'packages/one': { dependencies: { a: '1' } } }
    await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }))
    expect((await findLock(project, { dependencies: { a: '1' } })).name).toBe('package-lock.json')
    await expect(findLock(project, { dependencies: { a: '2' } })).rejects.toMatchObject({
      code: 'PACKAGE_LOCK_MISMATCH',
    })
    await expect(findLock(join(root, 'packages'), {})).rejects.toMatchObject({
      code: 'PACKAGE_LOCK_MISMATCH',
    })
  })
})
