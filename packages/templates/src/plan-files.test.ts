import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Answers, type Domain, domains, packageManagers } from './answers.js'
import { type PlannedFile, planFiles } from './plan-files.js'

const answersFor = (changes: Partial<Answers> = {}): Answers => ({
  name: 'my-subnet',
  domain: 'blank',
  packageManager: 'npm',
  flavour: 'project',
  ...changes,
})

const textOf = (files: readonly PlannedFile[], path: string) =>
  files.find((file) => file.path === path)?.content.toString('utf8') ?? ''

const manifestAt = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

describe.each(domains)('a project of the domain %s', (domain) => {
  it('has these files: the snapshot shows a reviewer what changed', async () => {
    const files = await planFiles(answersFor({ domain }))
    const { version } = manifestAt('../package.json')
    const lines = files.map(({ path, content }) => {
      // A release changes the ranges of ours and nothing else.
      const text = path === 'package.json' ? `${content}`.replaceAll(`"^${version}"`, '"*"') : content
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
      return `${hash} ${`${content.length}`.padStart(7)} ${path}`
    })
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`trees/${domain}.txt`)
  })

  it('is the same bytes for the same answers', async () => {
    const answers = answersFor({ domain, name: 'acme' })
    const again = await planFiles(answers)
    for (const [index, { path, content }] of (await planFiles(answers)).entries())
      expect(again[index]?.path === path && again[index].content.equals(content), path).toBe(true)
  })

  it('has its own name everywhere', async () => {
    const files = await planFiles(answersFor({ domain, name: 'acme' }))
    for (const { path, content } of files) expect(content.includes('my-subnet'), path).toBe(false)
    expect(JSON.parse(textOf(files, 'package.json')).name).toBe('acme')
    expect(textOf(files, 'src/subnet.ts')).toContain("name: 'acme'")
  })

  it('imports its dependencies and its own files, and nothing that signs, registers or sets weights', async () => {
    const files = await planFiles(answersFor({ domain }))
    const { dependencies } = JSON.parse(textOf(files, 'package.json'))
    const allowed = [
      ...Object.keys(dependencies),
      'subnetkit/lab',
      'subnetkit/measures',
      'subnetkit/timelock',
      'subnetkit/testing',
    ]
    for (const { path, content } of files.filter((file) => file.path.endsWith('.ts'))) {
      const text = content.toString('utf8')
      const imported = [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].map(([, name = '']) => name)
      const isTest = path.endsWith('.test.ts')
      // Commands of validators for files: they sign requests to miners, and nothing for the chain.
      if (domain === 'storage' && path === 'src/files/open-place.ts') continue
      for (const name of imported.filter((one) => !/^(\.\.?\/|node:)/.test(one)))
        expect([...allowed, ...(isTest ? ['vitest'] : [])], path).toContain(name)
      expect(text, path).not.toMatch(
        /subnetkit\/(chain|wallet|validator)|runMiner|runValidator|setWeights|register(?!FromPath)/i,
      )
    }
  })

  it('depends on this version of subnetkit, and on the tools that this repository is tested with', async () => {
    const files = await planFiles(answersFor({ domain }))
    const { dependencies, devDependencies } = JSON.parse(textOf(files, 'package.json'))
    const { devDependencies: tested } = manifestAt('../../../package.json')
    expect(dependencies.subnetkit).toBe(`^${manifestAt('../../subnetkit/package.json').version}`)
    expect(devDependencies).toEqual({
      // A later minor formats files that this one leaves alone, and fails the check of a new project.
      '@biomejs/biome': `~${tested['@biomejs/biome']}`,
      '@lezer/javascript': `^${tested['@lezer/javascript']}`,
      '@types/node': `^${tested['@types/node']}`,
      tsx: `^${tested.tsx}`,
      typescript: `^${tested['@typescript/native'].replace('npm:typescript@', '')}`,
      vitest: `^${tested.vitest}`,
    })
  })

  it('has a script for every command that its README names', async () => {
    const files = await planFiles(answersFor({ domain }))
    const { scripts } = JSON.parse(textOf(files, 'package.json'))
    const texts = ['README.md', 'AGENTS.md', '.github/workflows/ci.yml']
      .map((path) => textOf(files, path))
      .join('\n')
    const named = [...texts.matchAll(/npm (?:run )?(\w+)/g)].map(([, script = '']) => script)
    for (const script of named.filter((one) => !['ci', 'install'].includes(one)))
      expect(scripts).toHaveProperty(script)
    expect(named).toEqual(
      expect.arrayContaining(['dev', 'test', 'build', 'miner', 'validator', 'package', 'launch']),
    )
  })

  it.each(packageManagers)('names the commands of %s', async (packageManager) => {
    const files = await planFiles(answersFor({ domain, packageManager }))
    const workflow = textOf(files, '.github/workflows/ci.yml')
    const readme = textOf(files, 'README.md')
    expect(workflow).toContain(
      packageManager === 'npm' ? 'run: npm ci' : `run: ${packageManager} install --frozen-lockfile`,
    )
    expect(readme).toContain(`${packageManager} run dev`)
    if (packageManager !== 'npm') {
      expect(readme).not.toMatch(/\bnpm |npx /)
      const [, pinned] = /--global (.+)/.exec(workflow) ?? []
      expect(JSON.parse(textOf(files, 'package.json')).packageManager).toBe(pinned)
      expect(workflow.match(/\bnpm .*/g)).toEqual([
        expect.stringMatching(`^npm install --global ${packageManager}@\\d`),
      ])
    }
  })
})

it('defect: options of a script went to the command with the dashes that only npm takes', async () => {
  for (const packageManager of packageManagers) {
    const readme = textOf(await planFiles(answersFor({ packageManager })), 'README.md')
    const dashes = packageManager === 'npm' ? '-- ' : ''
    expect(readme).toContain(`${packageManager} run launch ${dashes}--network test`)
    expect(readme).toContain(`${packageManager} run dev ${dashes}--miners 4`)
  }
})

it('has no files of deployment, and no word about them, if there is to be none', async () => {
  const whole = await planFiles(answersFor())
  const files = await planFiles(answersFor({ deploy: false }))
  const missing = whole.map(({ path }) => path).filter((path) => !files.some((file) => file.path === path))
  expect(missing).toEqual([
    '.dockerignore',
    'Dockerfile',
    'compose.yaml',
    ...['coordinator', 'miner', 'validator', 'worker@'].map((role) => `systemd/${role}.service`),
  ])
  expect(textOf(files, 'README.md')).not.toMatch(/Dockerfile|systemd|<!--/)
  expect(textOf(whole, 'README.md')).toContain('## Deploy')
  expect(textOf(whole, 'README.md')).not.toContain('<!--')
})

it('defect: the secret of a catalogue went into the context of an image, and a miner in a container had no disk', async () => {
  const ignored = async (domain: Domain) => {
    const files = await planFiles(answersFor({ domain }))
    return textOf(files, '.dockerignore').trim().split('\n')
  }
  const [base, storage] = [await ignored('blank'), await ignored('storage')]
  for (const line of base) expect(storage).toContain(line.replace('compose.yaml', 'compose*.yaml'))
  expect(storage).toEqual(expect.arrayContaining(['catalogue', 'storage']))
  const files = await planFiles(answersFor({ domain: 'storage' }))
  expect(textOf(files, 'compose.override.yaml')).toContain('STORAGE_DIRECTORY: /data')
  for (const name of ['catalogue/', 'storage/']) expect(textOf(files, '.gitignore')).toContain(name)
  const none = await planFiles(answersFor({ domain: 'storage', deploy: false }))
  expect(none.map(({ path }) => path)).not.toContain('compose.override.yaml')
})

it('has a lint that skips the folder data only where there is one', async () => {
  for (const domain of domains) {
    const files = await planFiles(answersFor({ domain }))
    const { files: linted } = JSON.parse(textOf(files, 'biome.json'))
    expect(linted !== undefined).toBe(files.some(({ path }) => path.startsWith('data/')))
  }
})

it.each([
  ['npm', 'COPY package.json package-lock.json ./\nRUN npm ci', undefined],
  ['pnpm', 'RUN corepack enable\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --frozen', /^pnpm@/],
  ['yarn', 'RUN corepack enable\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen', /^yarn@/],
  ['bun', 'COPY package.json bun.lock ./\nRUN bun install --frozen', /^bun@/],
] as const)(
  'defect: the image of %s copies the lock of its package manager by name',
  async (packageManager, lines, pinned) => {
    const files = await planFiles(answersFor({ packageManager }))
    expect(textOf(files, 'Dockerfile')).toContain(lines)
    expect(textOf(files, 'Dockerfile').includes('corepack')).toBe(/pnpm|yarn/.test(packageManager))
    const { packageManager: named } = JSON.parse(textOf(files, 'package.json'))
    expect(named).toEqual(pinned === undefined ? undefined : expect.stringMatching(pinned))
  },
)

it('defect: no stored file is a manifest, which publint and Node would read as one of this package', async () => {
  for (const layer of ['base', ...domains, 'workspace']) {
    const names = readdirSync(new URL(`../${layer}/`, import.meta.url), { recursive: true })
    expect(names.map(String).filter((name) => /(^|\/)package\.json$/.test(name))).toEqual([])
  }
})

it('a package of the workspace keeps the sources and leaves out what only a project has', async () => {
  const files = await planFiles(answersFor({ name: 'subnet-lab', flavour: 'workspace' }))
  const paths = files.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['README.md', 'package.json', 'src/subnet.ts', 'tsconfig.lib.json']),
  )
  expect(paths).not.toEqual(expect.arrayContaining(['biome.json']))
  expect(textOf(files, 'README.md')).not.toMatch(/npm run (?!-s subnet )|<!--/)
  // defect: the package said nothing of how to start it, and its README listed a file that it lacks.
  expect(textOf(files, 'README.md')).toContain('subnet -- dev packages/subnet-lab/src/subnet.ts')
  expect(textOf(files, 'README.md')).not.toContain('subnetkit.config.json')
  expect(JSON.parse(textOf(files, 'package.json'))).toMatchObject({
    name: '@subnetkit/subnet-lab',
    dependencies: { subnetkit: manifestAt('../../subnetkit/package.json').version },
    nx: { tags: ['layer:app'] },
  })
})
