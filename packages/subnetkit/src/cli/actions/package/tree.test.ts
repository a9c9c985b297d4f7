import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Manifest, planTree } from './tree.js'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-tree-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Installs packages at paths below a folder of the test. */
async function install(name: string, packages: Readonly<Record<string, Manifest>>): Promise<string> {
  const folder = join(home, name)
  for (const [path, manifest] of Object.entries(packages)) {
    await mkdir(join(folder, path), { recursive: true })
    const full = { name: path.split('node_modules/').at(-1), version: '1.0.0', ...manifest }
    await writeFile(join(folder, path, 'package.json'), JSON.stringify(full))
  }
  return folder
}

async function link(folder: string, from: string, to: string): Promise<void> {
  await mkdir(dirname(join(folder, from)), { recursive: true })
  await symlink(join(folder, to), join(folder, from))
}

const plan = async (folder: string, manifest: Manifest, without: readonly string[] = []) =>
  (await planTree(folder, manifest, { without: new Set(without), portable: false })).map(
    ({ path, version }) => `${path.replaceAll('node_modules/', '')} ${version}`,
  )

const project: Manifest = { name: 'project', dependencies: { a: '1', b: '1' } }

describe('the tree of a package', () => {
  it('is the same from the flat folders of npm and the linked ones of pnpm', async () => {
    const a: Manifest = { dependencies: { c: '1' } }
    const b: Manifest = { dependencies: { c: '2', d: '1' } }
    const d: Manifest = { dependencies: { c: '2' } }
    const npm = await install('npm', {
      'node_modules/a': a,
      'node_modules/b': b,
      'node_modules/b/node_modules/c': { version: '2.0.0' },
      'node_modules/b/node_modules/d': d,
      'node_modules/c': {},
    })
    const store = (id: string) => `node_modules/.pnpm/${id}/node_modules`
    const pnpm = await install('pnpm', {
      [`${store('a@1')}/a`]: a,
      [`${store('b@1')}/b`]: b,
      [`${store('c@1')}/c`]: {},
      [`${store('c@2')}/c`]: { version: '2.0.0' },
      [`${store('d@1')}/d`]: d,
    })
    await link(pnpm, 'node_modules/a', `${store('a@1')}/a`)
    await link(pnpm, 'node_modules/b', `${store('b@1')}/b`)
    await link(pnpm, `${store('a@1')}/c`, `${store('c@1')}/c`)
    await link(pnpm, `${store('b@1')}/c`, `${store('c@2')}/c`)
    await link(pnpm, `${store('b@1')}/d`, `${store('d@1')}/d`)
    await link(pnpm, `${store('d@1')}/c`, `${store('c@2')}/c`)
    const expected = ['a 1.0.0', 'b 1.0.0', 'b/c 2.0.0', 'c 1.0.0', 'd 1.0.0', 'd/c 2.0.0']
    expect(await plan(npm, project)).toEqual(expected)
    expect(await plan(pnpm, project)).toEqual(expected)
  })

  it('ends for packages that depend on each other', async () => {
    const folder = await install('circle', {
      'node_modules/a': { dependencies: { b: '1' } },
      'node_modules/b': { dependencies: { a: '1' } },
    })
    expect(await plan(folder, project)).toEqual(['a 1.0.0', 'b 1.0.0'])
  })

  it('keeps the parts of a bundle in place, and misses none of what the bundle leaves out', async () => {
    const folder = await install('bundle', {
      'node_modules/a': { dependencies: { inner: '1' }, bundleDependencies: ['inner'] },
      'node_modules/a/node_modules/inner': { dependencies: { gone: '1', b: '1' } },
      'node_modules/b': {},
    })
    expect(await plan(folder, project)).toEqual(['a 1.0.0', 'a/inner 1.0.0', 'b 1.0.0'])
  })

  it('defect: had the compiler inside, which a part of a bundle peers on and the project lists for development', async () => {
    const peers = { peerDependencies: { compiler: '1', loaded: '1', typescript: '7' } }
    const folder = await install('peers', {
      'node_modules/a': { dependencies: { inner: '1' }, bundleDependencies: ['inner'] },
      'node_modules/a/node_modules/inner': { peerDependencies: { compiler: '1', other: '1' } },
      'node_modules/b': peers,
      'node_modules/compiler': { optionalDependencies: { 'compiler-linux': '1' } },
      'node_modules/compiler-linux': {},
      'node_modules/loaded': {},
      'node_modules/other': {},
      'node_modules/typescript': {},
    })
    const developed = { ...project, devDependencies: { compiler: '1' } }
    expect(await plan(folder, developed)).toEqual(['a 1.0.0', 'a/inner 1.0.0', 'b 1.0.0', 'loaded 1.0.0'])
    const used = { ...developed, dependencies: { ...project.dependencies, typescript: '7', other: '1' } }
    expect(await plan(folder, used)).toEqual(expect.arrayContaining(['other 1.0.0', 'typescript 1.0.0']))
  })

  it('lacks what a role does not use, unless the project itself depends on it', async () => {
    const folder = await install('without', {
      'node_modules/a': { dependencies: { heavy: '1' } },
      'node_modules/b': {},
      'node_modules/heavy': { dependencies: { helper: '1' } },
      'node_modules/helper': {},
    })
    expect(await plan(folder, project, ['heavy'])).toEqual(['a 1.0.0', 'b 1.0.0'])
    const own = { name: 'own', dependencies: { heavy: '1' } }
    expect(await plan(folder, own, ['heavy'])).toEqual(['heavy 1.0.0', 'helper 1.0.0'])
  })

  it('is refused with a dependency that is missing, or linked to a folder', async () => {
    const folder = await install('missing', { 'node_modules/a': {}, packages: {} })
    const refused = (code: string) => expect(plan(folder, project)).rejects.toMatchObject({ code })
    await refused('PACKAGE_DEPENDENCY_MISSING')
    await link(folder, 'node_modules/b', 'packages')
    await refused('PACKAGE_DEPENDENCY_LINKED')
  })
})
