import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installRegistry, publishAll, startRegistry } from './local-registry.js'
import { packAll, type Tarball } from './pack.js'

/** Options of {@link serveRegistry}. */
export interface ServeOptions {
  readonly print: (text: string) => void
  /** Ends the registry. */
  readonly signal: AbortSignal
}

/**
 * Packs everything, publishes it to a registry on 127.0.0.1, and prints how to create a project from it. Runs until it is aborted, and
 * removes what it wrote outside of the repository.
 */
export async function serveRegistry({ print, signal }: ServeOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-registry-'))
  try {
    print('Packing the packages …')
    const tarballs = await packAll()
    print('Starting the registry …')
    await installRegistry(folder)
    await using registry = await startRegistry(folder)
    await publishAll(tarballs, registry.url)
    print(serveText(registry.url, tarballs))
    if (!signal.aborted) await once(signal, 'abort')
  } catch (error) {
    // An interrupt ends the commands that it runs, too.
    if (!signal.aborted) throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Commands for another terminal, which work as they stand. They name the tarball: npx keeps what it installed by a name, and would go on
 * making the projects of an earlier clone, whose packages have the same version.
 */
export function serveText(url: string, tarballs: readonly Pick<Tarball, 'package'>[]): string {
  const create = tarballs.find(({ package: { manifest } }) => manifest.name === 'create-subnet')?.package
    .manifest
  return `
The registry at ${url} has ${tarballs.length} packages of this clone. Press Ctrl-C to end it.
In another terminal, outside of the clone:

  npx --yes --registry ${url} ${url}create-subnet/-/create-subnet-${create?.version}.tgz my-subnet --domain blank
  cd my-subnet
  echo registry=${url} >> .npmrc
  npm run dev
`
}
