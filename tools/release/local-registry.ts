import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@subnetkit/base/testing'
import type { Tarball } from './pack.js'
import { run } from './run.js'
import { sideBySide } from './side-by-side.js'

/** Newest that runs on Node.js 20, with a `node-fetch` that the registry of npm still has. */
const verdaccio = { dependencies: { verdaccio: '6.8.0' }, overrides: { 'node-fetch': '2.7.0' } }

/** Longest wait for the registry to listen, in ms. */
const longestMs = 120_000

/** A registry on 127.0.0.1 that has our packages; what is not ours comes from the registry that npm is set to. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string
}

/** Installs the registry's program below a folder. */
export async function installRegistry(folder: string): Promise<void> {
  const home = join(folder, 'verdaccio')
  await mkdir(home)
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, ...verdaccio }))
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: home })
}

/** Starts the registry that {@link installRegistry} put into the folder. */
export async function startRegistry(folder: string): Promise<LocalRegistry> {
  const home = join(folder, 'verdaccio')
  const [port, upstream] = await Promise.all([
    freePort(),
    run('npm', ['config', 'get', 'registry'], { cwd: folder }),
  ])
  const config = {
    storage: join(home, 'storage'),
    auth: { htpasswd: { file: join(home, 'users'), max_users: -1 } },
    // Asked once for each package: a second project finds all of them here, as in a warm cache.
    uplinks: { upstream: { url: upstream.trim(), timeout: '60s', maxage: '60m' } },
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
    if (performance.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`the registry does not answer at ${url}`)
    }
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

/**
 * Publishes the tarballs with the request that `npm publish` makes, which takes a start of npm for each; what npm itself does with them is
 * tested where a release is made.
 */
export async function publishAll(tarballs: readonly Tarball[], url: string): Promise<void> {
  await sideBySide(tarballs, 3, async (tarball) => {
    const { name } = tarball.package.manifest
    const answer = await fetch(`${url}${name.replace('/', '%2f')}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: 'Bearer anonymous' },
      body: JSON.stringify(await publication(tarball, url)),
    })
    if (!answer.ok) throw new Error(`the registry refused ${name}: ${answer.status} ${await answer.text()}`)
  })
}

/** Document of a package with one version, the newest. */
async function publication({ file, folder }: Tarball, url: string): Promise<object> {
  const content = await readFile(file)
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as NamedVersion
  const { name, version } = manifest
  const archive = `${name}-${version}.tgz`
  const digest = (algorithm: string) => createHash(algorithm).update(content)
  const dist = {
    integrity: `sha512-${digest('sha512').digest('base64')}`,
    shasum: digest('sha1').digest('hex'),
    tarball: `${url}${name}/-/${archive}`,
  }
  return {
    ...{ _id: name, name, access: 'public', 'dist-tags': { latest: version } },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    _attachments: {
      [archive]: {
        content_type: 'application/octet-stream',
        data: content.toString('base64'),
        length: content.length,
      },
    },
  }
}

interface NamedVersion {
  readonly name: string
  readonly version: string
}
