import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tarball } from './pack.js'
import { run } from './run.js'

/** Most that `npm install subnetkit` may put on a user's disk, as `du -sm` counts it: the goal itself. */
export const installBudgetMb = 140

/** An installed production tree. */
export interface InstalledTree {
  readonly folder: string
  readonly packages: number
  /** Bytes on disk. */
  readonly bytes: number
  /** Bytes by package, heaviest first. */
  readonly byPackage: readonly (readonly [name: string, bytes: number])[]
}

/**
 * Installs `subnetkit` from tarballs into an empty folder as a user's `npm install` does: production dependencies and
 * peers. The caller removes the folder.
 */
export async function installTree(tarballs: readonly Tarball[]): Promise<InstalledTree> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-install-'))
  await writeFile(join(folder, 'package.json'), JSON.stringify(consumerManifest(tarballs)))
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
  const modules = join(folder, 'node_modules')
  const byPackage = new Map<string, number>()
  let bytes = 0
  for (const path of ['.', ...(await readdir(modules, { recursive: true }))]) {
    const size = (await lstat(join(modules, path))).blocks * 512
    bytes += size
    const name = /^(@[^\\/]+[\\/][^\\/]+|[^\\/]+)/.exec(path)?.[0] ?? path
    byPackage.set(name, (byPackage.get(name) ?? 0) + size)
  }
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as { packages: object }
  return {
    folder,
    packages: Object.keys(lock.packages).length,
    bytes,
    byPackage: [...byPackage].sort(([, a], [, b]) => b - a),
  }
}

/** Our packages, always from their tarballs: no registry has them yet. */
export function overridesOf(tarballs: readonly Tarball[]): Record<string, string> {
  return Object.fromEntries(
    tarballs.map(({ package: { manifest }, file }) => [manifest.name, `file:${file}`]),
  )
}

/** The project of a user who depends on `subnetkit`. */
function consumerManifest(tarballs: readonly Tarball[]): object {
  const { subnetkit, ...overrides } = overridesOf(tarballs)
  return { name: 'consumer', private: true, type: 'module', dependencies: { subnetkit }, overrides }
}

/** As `du -m` counts, one decimal. */
export function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1)
}

/** Removes what {@link installTree} made. */
export async function removeTree({ folder }: InstalledTree): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
