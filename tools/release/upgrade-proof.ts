import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Newcomer } from './newcomer.js'
import type { Tarball } from './pack.js'
import { readPending } from './readiness.js'
import type { Stopwatch } from './stopwatch.js'

/** A version below all others, which stands for the release before. */
const formerVersion = '0.0.9'

/** The API of the former release, by what has replaced it since: a codemod comes with a line here. */
const formerApi = [
  {
    name: '@subnetkit/core',
    files: /^dist\/tasks\/.*\.(js|d\.ts)$/,
    now: /\btasksPerMiner\b/g,
    former: 'perRound',
  },
  { name: '@subnetkit/templates', files: /\/src\/tasks\.ts$/, now: /\btasksPerMiner\b/g, former: 'perRound' },
]

/**
 * Creates projects with the former release, edits one as its owner does, and upgrades them to the next one, with really published
 * packages of both: the present sources, once with the former API. Returns what was not as it should be.
 */
export async function proveUpgrade(
  newcomer: Newcomer,
  tarballs: readonly Tarball[],
  watch: Stopwatch,
): Promise<readonly string[]> {
  const lap = <T>(step: string, work: () => Promise<T>) => watch.lap('upgraded', step, work)
  const needed = closureOf(tarballs, ['create-subnet', 'subnetkit', '@subnetkit/templates'])
  const next = await nextVersion(needed)
  await lap(`publish ${formerVersion} and ${next}`, async () => {
    await publishAs(newcomer, needed, { version: formerVersion, tag: 'former', isFormer: true })
    await publishAs(newcomer, needed, { version: next, tag: 'next', isFormer: false })
  })
  const project = await lap('npm create', () => createFormer(newcomer, 'npm'))
  await project.edit(
    'src/rubric.ts',
    "criterion('correct', 1,",
    `${secondCriterion}\n    criterion('correct', 0.9,`,
  )
  await project.write('src/owner.test.ts', ownerTest)
  await project.commit('Score pairs')
  await lap('run test', () => project.run('run', 'test'))
  const other = await lap('pnpm create', () => createFormer(newcomer, 'pnpm'))
  return [
    ...(await lap('upgrade with failing tests', () => tryRestored(project))),
    ...(await lap('upgrade', () => tryUpgraded(project, next))),
    ...(await lap('upgrade with pnpm', () => tryUpgraded(other, next))),
  ]
}

/** A project whose owner has changed how many questions a miner gets. */
async function createFormer(newcomer: Newcomer, packageManager: keyof typeof creators): Promise<Project> {
  const name = `upgraded-${packageManager}`
  await newcomer.run(newcomer.home, packageManager, [
    ...creators[packageManager],
    name,
    '--yes',
    '--domain',
    'blank',
  ])
  const project = openProject(newcomer, join(newcomer.home, name), packageManager)
  await project.edit('src/tasks.ts', 'perRound: 4', 'perRound: 6')
  await project.commit('Ask more')
  return project
}

const creators = {
  npm: ['create', '--yes', `subnet@${formerVersion}`, '--'],
  pnpm: ['create', `subnet@${formerVersion}`],
} as const

const secondCriterion = `criterion('paired', 0.1, ({ output, truth }) => (output.factors.includes(truth.small) ? 1 : 0)),`

const ownerTest = `import { expect, test } from 'vitest'
import subnet from './subnet.js'

test('a miner gets six questions', () => {
  const round = { netuid: 2, mechanism: 0, number: 1, secret: new Uint8Array(32).fill(7) }
  expect(subnet.tasks.tasksFor(round, 'a hotkey')).toHaveLength(6)
})
`

/** A test that only the former release passes. */
const formerTest = `import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('needs the former release', () => {
  expect(readFileSync('node_modules/subnetkit/package.json', 'utf8')).toContain('"version": "${formerVersion}"')
})
`

type Project = ReturnType<typeof openProject>

/** An upgrade whose tests fail leaves no trace. */
async function tryRestored(project: Project): Promise<readonly string[]> {
  await project.write('src/former.test.ts', formerTest)
  await project.commit('Need the former release')
  const head = await project.git('rev-parse', 'HEAD')
  const failure = await project.upgrade().then(
    () => 'nothing',
    (error: Error) => error.message,
  )
  const problems = [
    ...(failure.includes('UPGRADE_FAILED') ? [] : [`failing tests gave ${failure}`]),
    ...(await project.expected({ version: formerVersion, option: 'perRound: 6' })),
    ...((await project.git('rev-parse', 'HEAD')) === head ? [] : ['failing tests left a commit']),
  ]
  await project.run('run', 'test')
  await rm(join(project.folder, 'src/former.test.ts'))
  await project.commit('Need it no more')
  return problems
}

async function tryUpgraded(project: Project, next: string): Promise<readonly string[]> {
  const rubric = await project.read('src/rubric.ts')
  const output = JSON.parse(await project.upgrade()) as Record<string, unknown>
  const { commit, tested, places } = output as { commit: string; tested: boolean; places: unknown[] }
  await project.run('run', 'check')
  const changed = (await project.git('diff', '--name-only', 'HEAD~1')).split('\n')
  const subject = await project.git('log', '-1', '--format=%h %s')
  return [
    ...(tested && places.length === 0 ? [] : [`the upgrade answered ${JSON.stringify(output)}`]),
    ...(subject === `${commit} Upgrade subnetkit from ${formerVersion} to ${next}`
      ? []
      : [`the commit is ${subject}`]),
    ...(changed.toSorted().join() === ['package.json', project.lock, 'src/tasks.ts'].toSorted().join()
      ? []
      : [`it changed ${changed.join()}`]),
    ...((await project.read('src/rubric.ts')) === rubric ? [] : ['it changed the rubric of the owner']),
    ...(await project.expected({ version: next, option: 'tasksPerMiner: 6' })),
  ]
}

function openProject(newcomer: Newcomer, folder: string, packageManager: keyof typeof creators) {
  const run = (...args: readonly string[]) => newcomer.run(folder, packageManager, args)
  const exec = packageManager === 'npm' ? ['exec', '--'] : ['exec']
  const git = async (...args: readonly string[]) => (await newcomer.run(folder, 'git', args)).trim()
  const read = (path: string) => readFile(join(folder, path), 'utf8')
  const write = (path: string, text: string) => writeFile(join(folder, path), text)
  return {
    folder,
    run,
    lock: packageManager === 'npm' ? 'package-lock.json' : 'pnpm-lock.yaml',
    git,
    read,
    write,
    upgrade: () => run(...exec, 'subnet', 'upgrade', '--to', 'next', '--yes', '--json', '--quiet'),
    async edit(path: string, from: string, to: string) {
      const text = await read(path)
      if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
      await write(path, text.replace(from, to))
    },
    async commit(message: string) {
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
    },
    /** Differences from a clean project at a version. */
    async expected({ version, option }: { readonly version: string; readonly option: string }) {
      const status = await git('status', '--porcelain')
      const { version: installed } = JSON.parse(await read('node_modules/subnetkit/package.json'))
      return [
        ...(status === '' ? [] : [`at ${version}, git status says ${status}`]),
        ...(installed === version ? [] : [`${installed} is installed, not ${version}`]),
        ...((await read('src/tasks.ts')).includes(option) ? [] : [`the tasks have no ${option}`]),
      ]
    },
  }
}

/** Packages with all of ours that they need. */
function closureOf(tarballs: readonly Tarball[], names: readonly string[]): readonly Tarball[] {
  const needed = new Set(names)
  for (const name of needed) {
    const { dependencies = {} } =
      tarballs.find((one) => one.package.manifest.name === name)?.package.manifest ?? {}
    for (const { package: one } of tarballs)
      if (Object.hasOwn(dependencies, one.manifest.name)) needed.add(one.manifest.name)
  }
  return tarballs.filter((one) => needed.has(one.package.manifest.name))
}

/** The version that changesets give next; after a release, a patch of it. */
async function nextVersion([one]: readonly Tarball[]): Promise<string> {
  const { next } = await readPending()
  const [major, minor, patch = 0] = one?.package.manifest.version.split('.').map(Number) ?? []
  return next ?? `${major}.${minor}.${patch + 1}`
}

interface Publication {
  readonly version: string
  readonly tag: string
  readonly isFormer: boolean
}

/** Publishes the packages under another version, each of ours depending on the others of that version. */
async function publishAs(
  newcomer: Newcomer,
  tarballs: readonly Tarball[],
  { version, tag, isFormer }: Publication,
): Promise<void> {
  const url = (await newcomer.run(newcomer.home, 'npm', ['config', 'get', 'registry'])).trim()
  const token = `--${url.replace(/^https?:/, '')}:_authToken=anonymous`
  const left = tarballs.map((tarball) => tarball)
  const publisher = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const folder = join(newcomer.folder, tag, one.package.folder)
      await cp(one.folder, folder, { recursive: true })
      await setVersion(folder, version)
      if (isFormer) await takeBack(folder, one.package.manifest.name)
      await newcomer.run(folder, 'npm', ['publish', '--access', 'public', '--tag', tag, token])
    }
  }
  await Promise.all([publisher(), publisher()])
}

async function setVersion(folder: string, version: string): Promise<void> {
  const file = join(folder, 'package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  manifest.version = version
  for (const part of ['dependencies', 'peerDependencies']) {
    const ranges = Object.entries((manifest[part] ?? {}) as Readonly<Record<string, string>>)
    if (ranges.length === 0) continue
    manifest[part] = Object.fromEntries(
      ranges.map(([name, range]) => [name, name.startsWith('@subnetkit/') ? version : range]),
    )
  }
  await writeFile(file, JSON.stringify(manifest, null, 2))
}

/** Gives a package the former API. */
async function takeBack(folder: string, name: string): Promise<void> {
  for (const { files, now, former } of formerApi.filter((one) => one.name === name)) {
    let found = 0
    for (const path of await readdir(folder, { recursive: true })) {
      if (!files.test(path)) continue
      const text = await readFile(join(folder, path), 'utf8')
      const replaced = text.replaceAll(now, former)
      if (replaced === text) continue
      found++
      await writeFile(join(folder, path), replaced)
    }
    if (found === 0) throw new Error(`${name} has nothing of ${now} that could be taken back`)
  }
}
