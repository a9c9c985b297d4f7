import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A small compiled project in a temporary folder, with dependencies that are already installed. */
export interface TestProject extends AsyncDisposable {
  readonly folder: string
  write(files: Readonly<Record<string, string | object>>): Promise<void>
}

/** A module that exports what looks like a subnet, and imports nothing. */
const subnetModule = `
export default { name: 'adder', version: 3, protocol: { add: { input: {} } }, tasks: {}, rubric: {} }
export const handlers = { add: ({ a, b }) => a + b }
`

/** A stand-in for the subnet command, which prints its arguments. */
const command = `#!/usr/bin/env node
import { answer } from 'leaf'
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), answer }))
`

const manifest = {
  name: '@me/my-subnet',
  version: '1.2.3',
  type: 'module',
  license: 'MIT',
  exports: './dist/subnet.js',
  files: ['dist'],
  dependencies: { subnetkit: '^0.1.0' },
  devDependencies: { tool: '^1.0.0' },
}

const installed: Readonly<Record<string, { readonly version: string } & Record<string, unknown>>> = {
  subnetkit: {
    version: '0.1.5',
    type: 'module',
    license: 'Apache-2.0',
    bin: { subnet: 'dist/main.js' },
    dependencies: { leaf: '^2.0.0', '@electric-sql/pglite': '^0.5.0' },
    optionalDependencies: { faster: '1.0.0', 'other-platform': '1.0.0' },
    peerDependencies: { peer: '^1.0.0', 'unwanted-peer': '*' },
    peerDependenciesMeta: { 'unwanted-peer': { optional: true } },
  },
  leaf: { version: '2.0.1', type: 'module', exports: './index.js', license: 'MIT' },
  '@electric-sql/pglite': { version: '0.5.1', license: 'Apache-2.0' },
  faster: { version: '1.0.0', license: 'MIT' },
  peer: { version: '1.0.0', license: 'MIT' },
  'unwanted-peer': { version: '9.0.0', license: 'MIT' },
  tool: { version: '1.0.0', license: 'MIT' },
}

/** Integrity of a package in the lock. */
export const integrityOf = (name: string): string =>
  `sha512-${Buffer.from(name.padEnd(64)).toString('base64')}`

/** The lock of npm for the project. */
export const npmLock = (changes: Readonly<Record<string, object>> = {}): object => ({
  lockfileVersion: 3,
  packages: {
    '': { name: manifest.name, version: manifest.version, dependencies: manifest.dependencies },
    ...Object.fromEntries(
      Object.entries(installed).map(([name, { version }]) => [
        `node_modules/${name}`,
        { version, integrity: integrityOf(name) },
      ]),
    ),
    ...changes,
  },
})

/** Creates it. @param more files that it has besides, or instead */
export async function createTestProject(
  more: Readonly<Record<string, string | object>> = {},
): Promise<TestProject> {
  const folder = await mkdtemp(join(tmpdir(), 'subnet-project-'))
  const write: TestProject['write'] = async (files) => {
    for (const [name, content] of Object.entries(files)) {
      const file = join(folder, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
    }
  }
  await write({
    'package.json': manifest,
    'package-lock.json': npmLock(),
    'src/subnet.ts': 'export {}',
    'dist/subnet.js': subnetModule,
    'dist/subnet.d.ts': 'export {}',
    'dist/subnet.test.js': 'not packaged',
    'README.md': 'The adder.',
    '.env': 'SECRET=1',
    'node_modules/subnetkit/dist/main.js': command,
    'node_modules/subnetkit/dist/main.d.ts': 'export {}',
    'node_modules/subnetkit/LICENSE': 'Apache',
    'node_modules/leaf/index.js': 'export const answer = 42',
    'node_modules/faster/build/faster.node': 'native',
    'node_modules/@electric-sql/pglite/index.js': 'export {}',
    ...Object.fromEntries(
      Object.entries(installed).map(([name, parts]) => [
        `node_modules/${name}/package.json`,
        { name, ...parts },
      ]),
    ),
    ...more,
  })
  return {
    folder,
    write,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
