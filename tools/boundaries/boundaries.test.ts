import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layers, testLayers } from './layers.mjs'
import { readPackages, root } from './workspace.js'

const run = promisify(execFile)
const packages = readPackages()
const isOurs = (name: string) => name === 'subnetkit' || name.startsWith('@subnetkit/')
const layerOf = new Map(packages.map(({ manifest, layer }) => [manifest.name, layer]))

/** Diagnostic of Biome about a place. */
interface Diagnostic {
  readonly category: string
  readonly location: { readonly path: string }
}

describe('manifests', () => {
  it.each(packages)(
    '$folder depends on layers below its own only, in one exact version',
    ({ manifest, layer }) => {
      const allowed = layers[layer] ?? []
      const ours = (part: Readonly<Record<string, string>> = {}) =>
        Object.entries(part).filter(([name]) => isOurs(name))
      const layersOf = (part?: Readonly<Record<string, string>>) =>
        ours(part).map(([name]) => layerOf.get(name))
      expect(allowed).toEqual(expect.arrayContaining(layersOf(manifest.dependencies)))
      expect([...allowed, ...testLayers]).toEqual(expect.arrayContaining(layersOf(manifest.devDependencies)))
      for (const [, version] of ours({ ...manifest.dependencies, ...manifest.devDependencies }))
        expect(version).toBe(manifest.version)
    },
  )
})

describe('an import against the arrows', () => {
  let copy = ''

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'subnetkit-boundaries-'))
    const plugin = 'tools/boundaries/inline-import-type.grit'
    for (const path of [
      'biome.json',
      plugin,
      ...packages.map(({ folder }) => `packages/${folder}/package.json`),
    ])
      await cp(join(root, path), join(copy, path))
    const config = JSON.parse(await readFile(join(copy, 'biome.json'), 'utf8'))
    await writeFile(join(copy, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }))
  })
  afterAll(() => rm(copy, { recursive: true, force: true }))

  /** Rules that biome breaks on in each of these files, by their paths, as the lint of CI runs it. */
  async function lintAll(texts: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
    const files = Object.keys(texts).map((path) => join(copy, path))
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(copy, path)), { recursive: true })
      await writeFile(join(copy, path), text)
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', ...files]
    const { stdout } = await run(process.execPath, args, { cwd: copy }).catch(
      (error: { stdout: string }) => error,
    )
    for (const file of files) await rm(file)
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] }
    const isOf = (path: string) => (one: Diagnostic) => one.location.path.endsWith(path)
    const rulesOf = (path: string) => diagnostics.filter(isOf(path)).map(({ category }) => category)
    return Object.fromEntries(Object.keys(texts).map((path) => [path, rulesOf(path)]))
  }
  const lint = async (path: string, text: string) => (await lintAll({ [path]: text }))[path]

  const wrong = packages.flatMap(({ folder, layer, manifest }) =>
    packages
      .filter((other) => other.manifest.name !== manifest.name && !layers[layer]?.includes(other.layer))
      .map((other) => ({ from: folder, to: other.manifest.name })),
  )

  it('is refused for every pair of packages', async () => {
    const byFile = new Map<string, string[]>()
    for (const { from, to } of wrong) byFile.set(from, [...(byFile.get(from) ?? []), to])
    const texts = [...byFile].map(([from, names]) => {
      const imports = names.map((name, index) => `import type { X as X${index} } from '${name}'\n`)
      const uses = names.map((_, index) => `X${index}`).join(' | ')
      return [`packages/${from}/src/planted.ts`, `${imports.join('')}export type X = ${uses}\n`] as const
    })
    const found = await lintAll(Object.fromEntries(texts))
    for (const [from, names] of byFile) {
      const rules = found[`packages/${from}/src/planted.ts`] ?? []
      const refused = rules.filter((rule) => rule === 'lint/style/noRestrictedImports')
      expect(refused, `${from} → ${names.join(', ')}`).toHaveLength(names.length)
    }
  })

  it.each([
    ['a value', "import { connectChain } from '@subnetkit/chain'\nconnectChain()\n"],
    ['a type', "import type { ChainClient } from '@subnetkit/chain'\nexport type X = ChainClient\n"],
    ['a re-export', "export type { ChainClient } from '@subnetkit/chain'\n"],
    ['a subpath', "import { devNeuron } from '@subnetkit/chain/testing'\ndevNeuron()\n"],
    ['a path', "import { connectChain } from '../../chain/src/index.js'\nconnectChain()\n"],
    ['a path to what is built', "import { connectChain } from '../../chain/dist/index.js'\nconnectChain()\n"],
    ['a late import', "export const chain = () => import('@subnetkit/chain')\n"],
  ])('is refused as %s', async (_, text) => {
    expect(await lint('packages/wallet/src/planted.ts', text)).toContain('lint/style/noRestrictedImports')
  })

  it.each([
    "import('@subnetkit/devnet').Devnet",
    "import('../../chain/src/index.js').ChainClient",
    "typeof import('./other.js')",
  ])('defect: an inline import type passed unseen: %s', async (type) => {
    const found = await lint('packages/wallet/src/planted.ts', `export type X = ${type}\n`)
    expect(found).toContain('plugin')
  })

  it('is refused for a package that the manifest does not name', async () => {
    const text = "import type { Pool } from 'undici'\nexport type X = Pool\n"
    expect(await lint('packages/wallet/src/planted.ts', text)).toContain(
      'lint/correctness/noUndeclaredDependencies',
    )
  })

  it('passes along the arrows, and to the devnet from tests', async () => {
    const down = "import type { SubnetError } from '@subnetkit/base'\nexport type X = SubnetError\n"
    expect(await lint('packages/wallet/src/planted.ts', down)).toEqual([])
    const test = "import { createDevnet } from '@subnetkit/devnet'\ncreateDevnet()\n"
    expect(await lint('packages/chain/src/planted.ts', test)).toContain('lint/style/noRestrictedImports')
    expect(await lint('packages/chain/src/planted.test.ts', test)).toEqual([])
    expect(await lint('packages/chain/src/testing/planted.ts', test)).toEqual([])
  })
})
