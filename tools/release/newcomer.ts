import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type PackageManager, packageManagers, planFiles } from '@subnetkit/templates'
import { installRegistry, type LocalRegistry, publishAll, startRegistry } from './local-registry.js'
import type { Tarball } from './pack.js'
import { run } from './run.js'
import type { Stopwatch } from './stopwatch.js'

/** Machine of a newcomer: an empty home, the package managers with empty caches, and a registry that has our packages. */
export interface Newcomer extends AsyncDisposable {
  /** Empty folder that every user may read. */
  readonly folder: string
  readonly home: string
  /** Runs a command with nothing of this machine's npm, or of the script that runs this. */
  run(
    cwd: string,
    command: string,
    args: readonly string[],
    onStdout?: (text: string) => void,
  ): Promise<string>
}

/** Publishes the tarballs to a registry on 127.0.0.1, and makes a home in which package managers use it. */
export async function openNewcomer(tarballs: readonly Tarball[], watch: Stopwatch): Promise<Newcomer> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-registry-'))
  let registry: LocalRegistry | null = null
  const close = async () => {
    await registry?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
  const lap = <T>(step: string, work: () => Promise<T>) => watch.lap('registry', step, work)
  try {
    await chmod(folder, 0o755)
    await lap('install', () => installRegistry(folder))
    const started = await lap('start', () => startRegistry(folder))
    registry = started
    await lap(`publish ${tarballs.length} packages`, () => publishAll(tarballs, started.url))
    const [tools, home] = [join(folder, 'tools'), join(folder, 'home')]
    await Promise.all([mkdir(tools), mkdir(home)])
    await lap('install package managers', () => installManagers(tools))
    await writeFile(join(home, '.npmrc'), `registry=${started.url}\n`)
    await writeFile(join(home, '.yarnrc'), `registry "${started.url}"\n`)
    const env = environmentOf(folder, home, tools)
    return {
      folder,
      home,
      run: (cwd, command, args, onStdout) => run(command, args, { cwd, env, ...(onStdout && { onStdout }) }),
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The versions that projects pin. */
async function installManagers(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }))
  const pinned = await Promise.all(packageManagers.filter((name) => name !== 'npm').map(pinnedVersion))
  await run('npm', ['install', '--no-audit', '--no-fund', ...pinned], { cwd: folder })
}

async function pinnedVersion(packageManager: PackageManager): Promise<string> {
  const files = await planFiles({ name: 'acme', domain: 'blank', packageManager, flavour: 'project' })
  const manifest = files.find(({ path }) => path === 'package.json')?.content.toString('utf8') ?? '{}'
  return (JSON.parse(manifest) as { packageManager: string }).packageManager
}

function environmentOf(
  folder: string,
  home: string,
  tools: string,
): Readonly<Record<string, string | undefined>> {
  // npm gives its own settings to the scripts that it runs, this one too.
  const inherited = Object.keys(process.env).filter((name) => /^npm_|^(?:INIT_CWD|XDG_)/i.test(name))
  const who = { NAME: 'newcomer', EMAIL: 'newcomer@example.com' }
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    HOME: home,
    PATH: [join(tools, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    // `yarn create` links programs there, and its root user has another home unless it believes that root is fake.
    npm_config_prefix: join(folder, 'prefix'),
    FAKEROOTKEY: '1',
    ...Object.fromEntries(
      Object.entries(who).flatMap(([name, value]) => [
        [`GIT_AUTHOR_${name}`, value],
        [`GIT_COMMITTER_${name}`, value],
      ]),
    ),
  }
}
