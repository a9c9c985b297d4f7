import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import type { Tarball } from './pack.js'
import { publishedEntries } from './published-manifest.js'
import { run } from './run.js'
import type { InstalledTree } from './size.js'

/** Compiler options of a user's project: strict, and without what only this repository sets. */
const compilerOptions = {
  target: 'es2022',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  lib: ['es2022', 'esnext.disposable'],
}

/** Module resolutions of users. */
export const resolutions = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const

/** Every published entry of the installed packages, as users write it. */
export function entriesOf(tarballs: readonly Tarball[], { byPackage }: InstalledTree): string[] {
  const installed = new Set(byPackage.map(([name]) => name.replaceAll('\\', '/')))
  return tarballs
    .map((one) => one.package.manifest)
    .filter(({ name }) => installed.has(name))
    .flatMap((manifest) => publishedEntries(manifest).map((entry) => manifest.name + entry.slice(1)))
    .filter((entry) => !needsTestRunner.has(entry))
}

/** Entries that are for test files: they import vitest, which a project brings itself. */
const needsTestRunner = new Set(['@subnetkit/devnet/vitest', 'subnetkit/testing'])

/** Type-checks a user's program in the installed project. Throws with the compiler's output. */
export async function checkTypes(
  { folder }: InstalledTree,
  resolution: keyof typeof resolutions,
  programs: Readonly<Record<string, string>>,
  more: object = {},
): Promise<void> {
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text)
  const config = {
    compilerOptions: { ...compilerOptions, ...resolutions[resolution], ...more },
    files: Object.keys(programs),
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await run(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', folder], {
    cwd: folder,
  })
}

/** A program that imports every entry whole, so that each declaration is read. */
export function importsOf(entries: readonly string[]): string {
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}'\n`)
  return `${imports.join('')}\nexport const loaded = [${entries.map((_, index) => `entry${index}`).join(', ')}]\n`
}

/** Loads every entry, as a program that a user runs. */
export async function loadEntries({ folder }: InstalledTree, entries: readonly string[]): Promise<void> {
  const source = `for (const entry of ${JSON.stringify(entries)}) await import(entry)\nprocess.exit(0)\n`
  await writeFile(join(folder, 'load.mjs'), source)
  await run(process.execPath, ['load.mjs'], { cwd: folder })
}

/** Runs the `subnet` command that npm linked. */
export async function runCommand({ folder }: InstalledTree): Promise<string> {
  return run('npx', ['--no-install', 'subnet', '--version'], { cwd: folder })
}
