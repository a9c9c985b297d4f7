import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type Package, root } from '../boundaries/workspace.js'
import { reachableDeclarations } from './declarations.js'
import { publishedManifest } from './published-manifest.js'
import { run, runTsc } from './run.js'

/** Copies a built package as it will be published, with LICENSE and bundled dependencies, into its own folder. */
export async function stage(one: Package, target: string): Promise<void> {
  const { directory, manifest } = one
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const published = publishedManifest(manifest)
  await writeFile(join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  await cp(join(root, 'LICENSE'), join(target, 'LICENSE'))
  await cp(join(directory, 'README.md'), join(target, 'README.md'))
  // Files of a dashboard for browsers, which the compiler does not make.
  if (existsSync(join(directory, 'build-pages.mjs')))
    await run(process.execPath, ['build-pages.mjs'], { cwd: directory })
  const listed = (manifest.files ?? []).filter((name) => !name.startsWith('!') && name !== 'dist')
  for (const name of listed) await cp(join(directory, name), join(target, name), { recursive: true })
  await copyBuilt(one, target)
  for (const name of manifest.bundleDependencies ?? []) {
    const from = join(root, 'node_modules', name)
    const filter = (path: string) => isNeeded(relative(from, path))
    await cp(from, join(target, 'node_modules', name), { recursive: true, filter })
  }
}

/** Folders of bundled packages that nothing loads: CommonJS twins, sources, tRPC's adapters, types of other chains. */
const unneeded = [
  ...['cjs', 'src', 'skills', 'adapters', join('dist', 'adapters')],
  ...['assetHubKusama', 'assetHubPolkadot', 'kusama', 'polkadot'],
]

/**
 * Our packages are modules: the CommonJS twin of a bundled one would never be loaded. Its maps are left out like ours,
 * and so are the sources that they point to, the bundle for browsers, and whatever else is {@link unneeded}.
 */
function isNeeded(path: string): boolean {
  if (unneeded.includes(path)) return false
  // Loaded by fetch-blob, and no twin of anything.
  if (path === 'streams.cjs') return true
  // Of the streams for runtimes without any, the only form that is named by what would load it.
  if (/^dist.po[ln]yfill\./.test(path)) return path.endsWith('ponyfill.es2018.js')
  return !/\.(?:cjs|d\.cts|map)$|^bundle-polkadot-\S+\.js$/.test(path)
}

/**
 * Compiler output of the current sources, or the bundle where the entries are in one, without maps, whose sources are not published,
 * and without declarations that no entry leads to.
 */
async function copyBuilt({ directory, manifest }: Package, target: string): Promise<void> {
  const targets = Object.values(manifest.exports ?? {}).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  )
  const entries = targets.filter((path) => path.endsWith('.d.ts'))
  const declared = await reachableDeclarations(directory, entries)
  const isBundled = targets.some((path) => path.startsWith('./dist/bundle/'))
  for (const file of [
    ...(await builtFiles(directory)),
    ...(isBundled ? await bundledFiles(directory) : []),
  ]) {
    const path = join('dist', file)
    if (path.endsWith('.d.ts') ? !declared.has(path) : isBundled && !file.startsWith('bundle')) continue
    const text = await readFile(join(directory, path), 'utf8')
    await mkdir(dirname(join(target, path)), { recursive: true })
    const mode = text.startsWith('#!') ? 0o755 : 0o644
    await writeFile(join(target, path), text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'), { mode })
  }
}

/** The bundle of what the compiler made. */
async function bundledFiles(directory: string): Promise<string[]> {
  await run(process.execPath, ['bundle.mjs'], { cwd: directory })
  const found = await readdir(join(directory, 'dist/bundle'), { recursive: true })
  return found.filter((file) => file.endsWith('.js')).map((file) => join('bundle', file))
}

/** Asked of the compiler, since dist keeps what was built from files that are gone. */
async function builtFiles(directory: string): Promise<string[]> {
  const args = ['-p', 'tsconfig.lib.json', '--listFilesOnly']
  const listed = (await runTsc(args, { cwd: directory })).split(/\r?\n/)
  const sources = listed
    .map((path) => relative(join(directory, 'src'), path))
    .filter((path) => !path.startsWith('..'))
  return sources.flatMap((path) => {
    if (path === '' || path.endsWith('.d.ts')) return []
    if (path.endsWith('.json')) return [path]
    return [path.replace(/\.ts$/, '.js'), path.replace(/\.ts$/, '.d.ts')]
  })
}
