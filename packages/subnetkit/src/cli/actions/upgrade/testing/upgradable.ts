import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type CliRunOptions, runInProcess } from '../../../testing/cli.js'
import { loadTypeScript } from '../../add/source/typescript.js'
import { carryOut } from '../carry-out.js'
import { codemods } from '../codemods/codemods.js'
import { packageManagerOf } from '../package-manager.js'
import { planSources } from '../plan.js'
import { openProject } from '../project.js'
import { rangesFor, withRanges } from '../ranges.js'
import { openRepository } from '../repository.js'

/** Answers as npm does: view from a file, install by writing a lock; exec by the PATH in which a version is. */
const npm = `#!/bin/sh
printf '%s\\n' "$*" >> "$FAKE/calls"
case "$1" in
  view) [ -f "$FAKE/view.json" ] && exec cat "$FAKE/view.json"; echo "npm error code ENOTFOUND" >&2; exit 1 ;;
  install) [ -f "$FAKE/install-fails" ] && { echo broken > package-lock.json; exit 1; }
    printf 'lock of %s\\n' "$(grep -o '"subnetkit": "[^"]*"' package.json)" > package-lock.json ;;
  run) [ -f "$FAKE/tests-hang" ] && exec sleep 600
    [ -f "$FAKE/tests-fail" ] && { echo 'expected 1 to be 2' >&2; exit 1; }; exit 0 ;;
  exec) echo "$FAKE/npx/node_modules/.bin:$PATH" ;;
esac
`

/** A small project in git with a package manager that only pretends. */
export async function createUpgradable({ installed = '0.0.9', range = '^0.0.9', git = true } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'subnetkit-upgrade-'))
  const [folder, fake] = [join(root, 'project'), join(root, 'fake')]
  await mkdir(join(folder, 'node_modules/subnetkit'), { recursive: true })
  await mkdir(join(folder, 'src'))
  await mkdir(fake)
  const file = (path: string) => join(folder, path)
  await writeFile(file('node_modules/subnetkit/package.json'), JSON.stringify({ version: installed }))
  await writeFile(
    file('package.json'),
    `{\n   "scripts": { "test": "vitest run" },\n   "dependencies": {"zod": "^4.0.0", "subnetkit": "${range}"}\n}\n`,
  )
  await writeFile(file('package-lock.json'), `lock of "subnetkit": "${range}"\n`)
  await writeFile(file('.gitignore'), 'node_modules/\n')
  await writeFile(
    file('src/tasks.ts'),
    "import { taskSource } from 'subnetkit'\ntaskSource({ perRound: 4 })\n",
  )
  await writeFile(join(fake, 'npm'), npm)
  await chmod(join(fake, 'npm'), 0o755)
  const env: Record<string, string> = {
    HOME: root,
    FAKE: fake,
    PATH: `${fake}${delimiter}${process.env.PATH}`,
    ...{ GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@t', GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@t' },
  }
  const run = (...args: readonly string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  if (git) {
    run('init', '--quiet')
    run('add', '--all')
    run('commit', '--quiet', '--message', 'Create')
  }
  return {
    folder,
    env,
    file,
    git: run,
    read: (path: string) => readFile(file(path), 'utf8'),
    /** Makes the registry know versions; the last is the latest. */
    publish: (...versions: readonly string[]) =>
      writeFile(
        join(fake, 'view.json'),
        JSON.stringify({ versions, 'dist-tags': { latest: versions.at(-1) } }),
      ),
    fails: (step: 'install-fails' | 'tests-fail' | 'tests-hang') => writeFile(join(fake, step), ''),
    /** Makes npm exec provide a version that prints its arguments and ends with 7. */
    async provide(version: string) {
      const home = join(fake, 'npx/node_modules/subnetkit')
      await mkdir(home, { recursive: true })
      await writeFile(join(home, 'package.json'), JSON.stringify({ version, bin: { subnet: 'cli.mjs' } }))
      const program = `console.log([process.env.SUBNETKIT_UPGRADE_BY, ...process.argv.slice(2)].join(' ')); process.exit(7)`
      await writeFile(join(home, 'cli.mjs'), program)
    },
    /** Command lines of npm so far. */
    calls: async () => (await readFile(join(fake, 'calls'), 'utf8').catch(() => '')).split('\n').slice(0, -1),
    /** Runs `subnet upgrade` in the folder of the project. */
    async upgrade(args: readonly string[], options: CliRunOptions = {}) {
      const before = process.cwd()
      process.chdir(folder)
      try {
        return await runInProcess(['upgrade', ...args], { ...options, env })
      } finally {
        process.chdir(before)
      }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

type Upgradable = Awaited<ReturnType<typeof createUpgradable>>

/** Carries out an upgrade to 9.0.0 with every codemod; the callbacks are called as the installation and the tests begin. */
export async function carriedOut(
  project: Upgradable,
  {
    keep = false,
    sources = ['src/tasks.ts'],
    whenInstalling = () => {},
    whenTesting = (_: AbortController) => {},
  } = {},
) {
  const stop = new AbortController()
  const progress = (text: string) => {
    if (text.startsWith('installing')) whenInstalling()
    if (text.startsWith('testing')) whenTesting(stop)
  }
  const place = { folder: project.folder, env: project.env, signal: stop.signal, progress }
  const parse = await loadTypeScript('a test')
  const opened = await openProject(project.folder)
  const repository = await openRepository(place)
  const { files } = await planSources(parse, project.folder, sources, codemods)
  const { manifestPath: path, manifestText: before } = opened
  const manifest = { path, before, after: withRanges(parse, opened, rangesFor(opened, '9.0.0')), added: [] }
  const upgrade = { project: opened, from: '0.0.9', to: '9.0.0', manifest, sources: files, repository, keep }
  const changes = codemods.map(({ summary }) => summary)
  return carryOut({ ...upgrade, changes, manager: packageManagerOf(opened) }, place)
}
