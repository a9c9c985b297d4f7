import type { Answers } from './answers.js'

/** The part of a template's package.json that its package in the workspace keeps. */
interface TemplateManifest {
  readonly description: string
  readonly files: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  /** Models and what runs them, which only miners need. */
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Dependencies of a project for its deployment, and those that it shares with subnetkit. */
const [deployed, shared] = [['pg', 'prom-client'], ['zod']]

/** Package.json of a subnet in this workspace: an entry for each module, targets of Nx, and exact versions of ours. */
export function workspaceManifest(content: Buffer, { name }: Answers, modules: readonly string[]): Buffer {
  const {
    description,
    files,
    dependencies,
    optionalDependencies: optional = {},
  } = JSON.parse(content.toString('utf8')) as TemplateManifest
  const entry = (file: string) => ({
    '@subnetkit/source': `./src/${file}.ts`,
    types: `./dist/${file}.d.ts`,
    default: `./dist/${file}.js`,
  })
  const all = Object.entries(dependencies)
  const own = all.filter(([one]) => !deployed.includes(one) && !shared.includes(one))
  const peers = all.filter(([one]) => shared.includes(one))
  const models = Object.entries(optional)
  const manifest = {
    name: `@subnetkit/${name}`,
    version: versionOf(dependencies),
    description,
    keywords: ['bittensor', 'subtensor', 'subnet', 'example'],
    homepage: `https://github.com/subnetkit/subnetkit/tree/main/packages/${name}#readme`,
    bugs: { url: 'https://github.com/subnetkit/subnetkit/issues' },
    repository: {
      type: 'git',
      url: 'git+https://github.com/subnetkit/subnetkit.git',
      directory: `packages/${name}`,
    },
    license: 'Apache-2.0',
    author: 'The subnetkit authors',
    type: 'module',
    sideEffects: false,
    exports: {
      './package.json': './package.json',
      '.': entry('subnet'),
      ...Object.fromEntries(modules.map((module) => [`./${module}`, entry(module)])),
    },
    files: [...files, '!**/*.map', '!**/*.tsbuildinfo'],
    engines: { node: '>=20.19' },
    publishConfig: { access: 'public' },
    scripts: {
      build: 'tsc -b tsconfig.lib.json',
      lint: 'biome check .',
      test: `vitest run --root ../.. packages/${name}/`,
      typecheck: 'tsc -b',
    },
    dependencies: Object.fromEntries(
      own.map(([one, range]) => [one, isOurs(one) ? range.replace('^', '') : range]),
    ),
    peerDependencies: Object.fromEntries([...models, ...peers]),
    ...(models.length > 0 && {
      peerDependenciesMeta: Object.fromEntries(models.map(([one]) => [one, { optional: true }])),
    }),
    nx: { tags: ['layer:app'] },
  }
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
}

const isOurs = (name: string) => name === 'subnetkit' || name.startsWith('@subnetkit/')

function versionOf({ subnetkit = '' }: Readonly<Record<string, string>>): string {
  return subnetkit.replace('^', '')
}
