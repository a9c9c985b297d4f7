import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@subnetkit/base/testing'
import { packAll, type Tarball } from './pack.js'
import { inOrder } from './publish.js'
import { run } from './run.js'

/** Newest that runs on Node.js 20, with a `node-fetch` that the registry of npm still has. */
const verdaccio = { dependencies: { verdaccio: '6.8.0' }, overrides: { 'node-fetch': '2.7.0' } }

/** Longest wait for the registry to listen, in ms. */
const longestMs = 120_000

/**
 * Publishes every package to a registry on 127.0.0.1 and uses them as a newcomer does: `npm create subnet`, then the project's checks,
 * tests, build and packages. What is not ours comes from the registry that npm is set to.
 *
 * @param report receives each finished step and its seconds
 */
export async function tryRegistry(report: (step: string, seconds: number) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-registry-'))
  async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now()
    const result = await work()
    report(name, (performance.now() - startedAt) / 1_000)
    return result
  }
  try {
    const tarballs = inOrder(await step('pack', packAll))
    await step('install the registry', () => installRegistry(folder))
    await using registry = await step('start the registry', () => startRegistry(folder))
    await step(`publish ${tarballs.length} packages`, () => publishAll(folder, tarballs, registry.url))
    const env = { npm_config_registry: registry.url, npm_config_cache: join(folder, 'cache') }
    const home = join(folder, 'home')
    await mkdir(home)
    const npm = (cwd: string, ...args: readonly string[]) => run('npm', args, { cwd, env })
    await step('npm create subnet', () =>
      npm(home, 'create', '--yes', 'subnet@latest', 'my-subnet', '--', '--yes', '--no-git'),
    )
    const project = join(home, 'my-subnet')
    for (const script of ['check', 'test', 'build', 'package'])
      await step(`npm run ${script}`, () => npm(project, 'run', script))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function installRegistry(folder: string): Promise<void> {
  const home = join(folder, 'verdaccio')
  await mkdir(home)
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, ...verdaccio }))
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: home })
}

interface Registry extends AsyncDisposable {
  readonly url: string
}

async function startRegistry(folder: string): Promise<Registry> {
  const home = join(folder, 'verdaccio')
  const [port, upstream] = await Promise.all([
    freePort(),
    run('npm', ['config', 'get', 'registry'], { cwd: folder }),
  ])
  const config = {
    storage: join(home, 'storage'),
    auth: { htpasswd: { file: join(home, 'users'), max_users: -1 } },
    uplinks: { upstream: { url: upstream.trim(), timeout: '60s' } },
    packages: {
      '@subnetkit/*': { access: '$all', publish: '$all' },
      '{subnetkit,create-subnet}': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
  }
  // YAML, of which JSON is a part.
  await writeFile(join(home, 'config.yaml'), JSON.stringify(config))
  const command = join(home, 'node_modules/verdaccio/bin/verdaccio')
  const args = [command, '--config', join(home, 'config.yaml'), '--listen', `127.0.0.1:${port}`]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}/`
  const answers = () =>
    fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    )
  const until = performance.now() + longestMs
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}`)
    if (performance.now() > until) throw new Error(`the registry does not answer at ${url}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function publishAll(folder: string, tarballs: readonly Tarball[], url: string): Promise<void> {
  const settings = join(folder, 'npmrc')
  // npm asks for a token, also where everybody may publish.
  await writeFile(settings, `registry=${url}\n${url.replace('http:', '')}:_authToken=anonymous\n`)
  const env = { npm_config_userconfig: settings }
  for (const { file } of tarballs)
    await run('npm', ['publish', file, '--access', 'public', '--registry', url], { cwd: folder, env })
}
