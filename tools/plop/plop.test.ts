import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { planFiles } from '@subnetkit/templates'
import nodePlop from 'node-plop'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Manifest, root } from '../boundaries/workspace.js'

const run = promisify(execFile)
const own = [
  ...['plopfile.mjs', 'tools/plop/package', 'tools/boundaries', 'tsconfig.json', 'tsconfig.base.json'],
  ...['src', 'base', 'blank', 'workspace', 'package.json'].map((name) => `packages/templates/${name}`),
]
const base = ['package.json', 'tsconfig.json', 'tsconfig.lib.json', 'src'].map(
  (name) => `packages/base/${name}`,
)

/** The parts of the repository that the generators read and write, in a folder of their own. */
async function copyOfRepository(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'subnetkit-plop-'))
  for (const path of ['biome.json', '.gitignore', ...own, ...base])
    await cp(join(root, path), join(copy, path), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

describe('plop package', () => {
  let copy = ''

  beforeEach(async () => {
    copy = await copyOfRepository()
  })
  afterEach(() => rm(copy, { recursive: true, force: true }))

  const read = async (path: string) => JSON.parse(await readFile(join(copy, path), 'utf8'))

  async function stamp(layer: string): Promise<Manifest & { readonly description: string }> {
    const plop = await nodePlop(join(copy, 'plopfile.mjs'))
    const answers = { name: 'lab', description: "What 'adversaries' do", layer }
    const { failures } = await plop.getGenerator('package').runActions(answers)
    expect(failures).toEqual([])
    return read('packages/lab/package.json')
  }

  it('stamps out a package like the others: tags, targets, exact versions of ours', async () => {
    const { version, scripts } = await read('packages/base/package.json')
    const manifest = await stamp('app')
    expect(manifest).toMatchObject({
      name: '@subnetkit/lab',
      version,
      description: "What 'adversaries' do",
      dependencies: { '@subnetkit/base': version },
      scripts: { ...scripts, test: scripts.test.replace('packages/base/', 'packages/lab/') },
      nx: { tags: ['layer:app'] },
    })
    expect((await read('tsconfig.json')).references).toContainEqual({ path: 'packages/lab' })
  })

  it('passes the lint and the compiler as it is', async () => {
    await stamp('math')
    await run('git', ['init', '--quiet'], { cwd: copy })
    const node = (...args: string[]) => run(process.execPath, args, { cwd: copy })
    await node(join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', 'packages/lab', 'biome.json')
    await node(
      join(root, 'node_modules/@typescript/native/bin/tsc'),
      '-p',
      'packages/lab/tsconfig.lib.json',
      '--noEmit',
    )
  })

  it('holds a package of a low layer to its arrows', async () => {
    await stamp('math')
    const { overrides } = await read('biome.json')
    const held = overrides.find(({ includes }: { includes: string[] }) =>
      includes.includes('packages/lab/src/**'),
    )
    expect(held.linter.rules.style.noRestrictedImports.options.patterns[0].group).toContain(
      '!@subnetkit/base',
    )
  })
})

describe('plop subnet', () => {
  it('stamps out a package of the workspace from the templates of create-subnet', async () => {
    const copy = await copyOfRepository()
    const plop = await nodePlop(join(copy, 'plopfile.mjs'))
    const answers = { name: 'subnet-lab', domain: 'blank' }
    const { failures } = await plop.getGenerator('subnet').runActions(answers)
    expect(failures).toEqual([])
    const folder = join(copy, 'packages/subnet-lab')
    const planned = await planFiles({
      ...answers,
      domain: 'blank',
      packageManager: 'npm',
      flavour: 'workspace',
    })
    for (const { path, content } of planned) expect(await readFile(join(folder, path)), path).toEqual(content)
    expect(await readFile(join(copy, 'tsconfig.json'), 'utf8')).toContain('{ "path": "packages/subnet-lab" }')
    await rm(copy, { recursive: true, force: true })
  })
})
