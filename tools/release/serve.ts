import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installRegistry, publishAll, startRegistry } from './local-registry.js'
import { packAll } from './pack.js'

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
    print(serveText(registry.url, tarballs.length))
    if (!signal.aborted) await once(signal, 'abort')
  } catch (error) {
    // An interrupt ends the commands that it runs, too.
    if (!signal.aborted) throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Commands for another terminal, which work as they stand. */
export function serveText(url: string, packages: number): string {
  return `
The registry at ${url} has ${packages} packages of this clone. Press Ctrl-C to end it.
In another terminal, outside of the clone:

  npx --yes --registry ${url} create-subnet my-subnet --domain blank
  cd my-subnet
  echo registry=${url} >> .npmrc
  npm run dev
`
}
